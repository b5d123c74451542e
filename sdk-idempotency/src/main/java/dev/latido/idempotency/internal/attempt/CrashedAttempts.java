package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.message.Hashes;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the processes that may have crashed while they handled a message. The count is in the store but outside the
 * transaction: a transaction that a crash ends leaves no trace, so a message that crashes the JVM would be retried
 * forever.
 *
 * <p>Each such message has a second key for its attempts. A process claims that key once, before its first attempt, and
 * keeps the claim for all further ones: a failure of the handler or of the store is not a crash. The claim is ended in
 * the message's transaction, and withdrawn when the process closes before that. Its lease is short, because the mark,
 * not the lease, keeps other consumers off.
 *
 * <p>Thread-safe.
 */
public final class CrashedAttempts<X> {

    private static final Logger log = LoggerFactory.getLogger(CrashedAttempts.class);

    /** Prefixes the key of the attempts. */
    private static final String PREFIX = "latido-attempts:";

    private static final Duration LEASE = Duration.ofSeconds(1);

    /** The failed calls of a close after which the store counts as down. */
    private static final int MOST_FAILURES = 2;

    private final TransactionalSeenStore<X> store;
    private final String group;
    private final String owner = "attempts/" + UUID.randomUUID();

    /** The claims of this process on the attempts at messages that are not done. */
    private final Map<MessageKey, Claim.Granted> begun = new ConcurrentHashMap<>();

    /** The number of claims that the store did not answer; it may have counted them. */
    private final Map<MessageKey, Integer> unanswered = new ConcurrentHashMap<>();

    /** Creates the counts of a group. */
    public CrashedAttempts(TransactionalSeenStore<X> store, String group) {
        this.store = store;
        this.group = group;
    }

    /** Returns the verdict on a message all of whose attempts ended in a crash. */
    static Verdict.GivenUp givenUp(int attempts) {
        return new Verdict.GivenUp("earlier attempts ended in a crash", attempts);
    }

    /** Returns the key for the attempts at a message. */
    public MessageKey key(String seenAs) {
        return new MessageKey(group, Hashes.fitting(PREFIX + seenAs));
    }

    /** Counts this process, once. The attempt of the returned grant is the number of crashes plus one. */
    Claim begin(MessageKey attempts) {
        Claim.Granted known = begun.get(attempts);
        if (known != null) {
            return known;
        }
        Claim claim;
        try {
            claim = store.claim(attempts, owner, LEASE);
        } catch (RuntimeException e) {
            unanswered.merge(attempts, 1, Integer::sum);
            throw e;
        }
        if (!(claim instanceof Claim.Granted granted)) {
            return claim;
        }
        Integer own = unanswered.remove(attempts);
        Claim.Granted counted =
                new Claim.Granted(granted.fence(), Math.max(1, granted.attempt() - (own == null ? 0 : own)));
        begun.put(attempts, counted);
        return counted;
    }

    /** Ends the count together with the message's transaction. */
    void endIn(X transaction, MessageKey attempts, Claim.Granted claim) {
        store.commitIn(transaction, attempts, claim.fence());
    }

    /** Forgets a count that was ended with the message's transaction. */
    void ended(MessageKey attempts) {
        begun.remove(attempts);
    }

    /** Ends the count, if there is one, of a message that has ended. If the store fails, the next process counts one more. */
    void end(MessageKey attempts) {
        Claim.Granted claim = begun.remove(attempts);
        if (claim == null) {
            return;
        }
        try {
            store.commit(attempts, claim.fence());
        } catch (RuntimeException e) {
            log.debug("{}: the attempts at a message could not be ended", group, e);
        }
    }

    /** Withdraws the counts of messages that are not done, because this process closes without a crash. */
    void withdrawAll() {
        int failures = 0;
        for (Map.Entry<MessageKey, Claim.Granted> count : Map.copyOf(begun).entrySet()) {
            if (!begun.remove(count.getKey(), count.getValue())) {
                // The message has ended meanwhile.
                continue;
            }
            try {
                store.withdraw(count.getKey(), count.getValue().fence());
            } catch (RuntimeException e) {
                log.debug("{}: a count could not be withdrawn; the next process takes it for a crash", group, e);
                if (++failures == MOST_FAILURES) {
                    // The store is down, and each call may take as long as its pool waits for a connection.
                    return;
                }
            }
        }
    }
}
