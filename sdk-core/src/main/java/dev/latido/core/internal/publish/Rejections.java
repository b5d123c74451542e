package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.limits.PacketTooLargeException;

/** The outcomes of messages that are not sent. */
final class Rejections {

    private Rejections() {}

    /** Returns the outcome of a message that the limits in the broker's CONNACK forbid. */
    static PublishFailedException notGranted(OutboxMessage message, NotGrantedException reason) {
        return reason instanceof PacketTooLargeException tooLarge
                ? PayloadTooLargeException.forBroker(message, tooLarge.size(), tooLarge.limit())
                : new PublishRejectedException(message, reason.code(), reason.words(), reason);
    }
}
