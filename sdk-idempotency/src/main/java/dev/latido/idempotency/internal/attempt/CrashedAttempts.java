package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.message.Hashes;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Counts the attempts at messages during which an earlier process may have crashed. The count is in the store but
 * outside the transaction: a transaction that a crash ends leaves no trace, so a message that crashes the JVM would be
 * retried forever.
 *
 * <p>Each such message has a second key for its attempts. A claim on that key counts an attempt and is ended in the
 * message's transaction. Its lease is short, because the mark, not the lease, keeps other consumers off.
 *
 * <p>Thread-safe.
 */
public final class CrashedAttempts<X> {

    /** Prefixes the key of the attempts. */
    private static final String PREFIX = "latido-attempts:";

    private static final Duration LEASE = Duration.ofSeconds(1);

    private final TransactionalSeenStore<X> store;
    private final String group;
    private final String owner = "attempts/" + UUID.randomUUID();

    /** Creates the counts of a group. */
    public CrashedAttempts(TransactionalSeenStore<X> store, String group) {
        this.store = store;
        this.group = group;
    }

    /** Returns the verdict on a message all of whose attempts ended in a crash. */
    static Verdict givenUp(int attempts) {
        return new Verdict.GivenUp("earlier attempts ended in a crash", attempts);
    }

    /** Returns the key for the attempts at a message. */
    public MessageKey key(String seenAs) {
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
