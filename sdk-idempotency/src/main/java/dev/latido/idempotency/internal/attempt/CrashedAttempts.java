package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.internal.message.Hashes;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Counts the attempts at messages that may have ended an earlier process, in the store but outside the transaction: a
 * transaction that a crash ends leaves no trace, and a message that kills the JVM would be tried for ever.
 *
 * <p>Each such message has, beside its own key, one for its attempts. A claim on that counts; it is ended in the
 * message's transaction. Its lease keeps nobody off, the mark does that, so it is short.
 */
final class CrashedAttempts<X> {

    /** Prefixes the key of the attempts. */
    private static final String PREFIX = "latido-attempts:";

    private static final Duration LEASE = Duration.ofSeconds(1);

    private final TransactionalSeenStore<X> store;
    private final String group;
    private final String owner = "attempts/" + UUID.randomUUID();

    CrashedAttempts(TransactionalSeenStore<X> store, String group) {
        this.store = store;
        this.group = group;
    }

    static Verdict givenUp(int attempts) {
        return new Verdict.GivenUp("earlier attempts ended without a word, by a crash", attempts);
    }

    /** The attempts at one message. */
    MessageKey key(String seenAs) {
        return new MessageKey(group, Hashes.fitting(PREFIX + seenAs));
    }

    /** Counts an attempt. */
    Claim begin(MessageKey attempts) {
        return store.claim(attempts, owner, LEASE);
    }

    /** Ends the count together with the message's transaction. */
    void endIn(X transaction, MessageKey attempts, Claim.@Nullable Granted claim) {
        if (claim != null) {
            store.commitIn(transaction, attempts, claim.fence());
        }
    }

    /** Keeps the count for the next attempt, or ends it when there is none. */
    void failed(MessageKey attempts, Claim.@Nullable Granted claim, Verdict verdict) {
        if (claim == null) {
            return;
        }
        if (verdict instanceof Verdict.GivenUp) {
            store.commit(attempts, claim.fence());
        } else {
            store.release(attempts, claim.fence(), Duration.ZERO);
        }
    }
}
