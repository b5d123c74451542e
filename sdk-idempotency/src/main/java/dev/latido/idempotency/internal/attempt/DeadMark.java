package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import java.time.Duration;

/** Marks a message as dead, so that its redeliveries are acknowledged without a second dead letter. */
final class DeadMark {

    private static final Duration LEASE = Duration.ofSeconds(10);

    private DeadMark() {}

    /** Claims and buries a message, unless another claimant holds it or it has ended. */
    static void of(SeenStore store, MessageKey key, String owner, String reason) {
        if (store.claim(key, owner, LEASE) instanceof Claim.Granted granted) {
            store.bury(key, granted.fence(), reason);
        }
    }
}
