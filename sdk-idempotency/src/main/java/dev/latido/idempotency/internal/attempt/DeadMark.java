package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.internal.LetterTable.Burial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Marks a message as dead, so that its redeliveries are acknowledged without a second dead letter. */
@FunctionalInterface
public interface DeadMark {

    /**
     * Marks a message.
     *
     * @param owner the name of the claimant, for operators who inspect the store
     * @param fence the fence of the claim whose handler was abandoned; null without one
     */
    Burial in(SeenStore store, MessageKey key, String owner, @Nullable Long fence);

    /** Returns a mark for a message whose dead letter is stored already. */
    static DeadMark alone(String reason) {
        return (store, key, owner, fence) -> {
            bury(store, key, owner, fence, reason);
            return new Burial.Dead();
        };
    }

    /** Returns a mark whose transaction stores the dead letter. */
    static DeadMark with(DeadLetter letter, LetterTable table) {
        return (store, key, owner, fence) -> table.bury(store, key, owner, fence, letter);
    }

    /** Buries a message, unless another claimant holds it or it has ended. */
    private static void bury(SeenStore store, MessageKey key, String owner, @Nullable Long fence, String reason) {
        if (fence != null) {
            store.bury(key, fence, reason);
        } else if (store.claim(key, owner, Duration.ofSeconds(10)) instanceof Claim.Granted granted) {
            store.bury(key, granted.fence(), reason);
        }
    }
}
