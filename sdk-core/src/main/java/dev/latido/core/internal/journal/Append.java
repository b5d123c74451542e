package dev.latido.core.internal.journal;

import dev.latido.core.OutboxMessage;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way to the disk, and the stage that {@code append} returns. The offset and the length of its record
 * are confined to the committer's thread.
 */
final class Append extends CompletableFuture<Void> {

    final OutboxMessage message;
    final long position;
    int offset;
    int length;

    Append(OutboxMessage message, long position) {
        this.message = message;
        this.position = position;
    }
}
