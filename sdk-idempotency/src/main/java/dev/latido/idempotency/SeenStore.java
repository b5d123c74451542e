package dev.latido.idempotency;

import java.time.Duration;

/**
 * Remembers which messages a group has dealt with: the memory behind exactly-once effect.
 *
 * <p>Each operation is one atomic step, on the store's own clock. Per key:
 *
 * <pre>
 * ABSENT  ──claim──▶ CLAIMED(fence, lease, attempt)
 * CLAIMED ──commit─▶ DONE        CLAIMED ──release─▶ RETRY(not before, attempt)
 * CLAIMED ──bury───▶ DEAD        CLAIMED ──lease over, claim─▶ CLAIMED(new fence, attempt + 1)
 * RETRY   ──claim──▶ CLAIMED     DONE, DEAD ──retention over─▶ ABSENT
 * </pre>
 *
 * <p>Fences come from one source that only grows, so that a claimant whose lease ran out can never change a key that
 * somebody else holds or held since. Implementations are thread-safe and may block; a failure to reach the store is
 * thrown as {@link SeenStoreException}.
 *
 * <p>How long DONE and DEAD are kept at least (the retention) is the store's setting. It must exceed the time over which
 * a message can come again: the broker's session expiry plus the oldest age in the producers' outboxes.
 *
 * <p>A key may carry a {@linkplain MessageKey#fingerprint() fingerprint} of the payload. A store that {@linkplain
 * #detectsConflicts() detects conflicts} keeps the first one that a claim or mark brought, and answers {@link
 * Claim.Conflict} to every other one, in whatever state the message is, as long as it knows it. Keys without a
 * fingerprint never conflict. All operations but claims and marks ignore it: the fence decides.
 */
public interface SeenStore extends AutoCloseable {

    /** How long DONE and DEAD are kept unless set: 8 days, a day more than the default session expiry. */
    Duration DEFAULT_RETENTION = Duration.ofDays(8);

    /**
     * Asks to work on a message.
     *
     * @param key the message
     * @param owner who asks, for people who look into the store
     * @param lease how long the claim lasts unless renewed
     * @return granted, or why not
     */
    Claim claim(MessageKey key, String owner, Duration lease);

    /**
     * Whether a second message under the same id is recognised by its fingerprint.
     *
     * @return false unless the store says otherwise: it ignores fingerprints
     */
    default boolean detectsConflicts() {
        return false;
    }

    /**
     * Makes a claim last longer.
     *
     * @param key the message
     * @param fence the claim's fence
     * @param lease how long it lasts from now
     * @return whether the claim is still the caller's
     */
    Hold renew(MessageKey key, long fence, Duration lease);

    /**
     * Marks a message as handled.
     *
     * @param key the message
     * @param fence the claim's fence
     * @return whether this call did it, an earlier one with the same fence did, or the claim was lost
     */
    Commit commit(MessageKey key, long fence);

    /**
     * Gives a claim back after a failure.
     *
     * @param key the message
     * @param fence the claim's fence
     * @param pause how long the message is not to be tried again
     * @return whether the claim was still the caller's
     */
    Hold release(MessageKey key, long fence, Duration pause);

    /**
     * Marks a message as a dead letter.
     *
     * @param key the message
     * @param fence the claim's fence
     * @param reason why, for people who look into the store
     * @return whether the claim was still the caller's
     */
    Hold bury(MessageKey key, long fence, String reason);

    /**
     * Removes some entries whose retention is over. The subscriber calls it from time to time.
     *
     * @param limit how many at most, so that one step stays short
     * @return how many were removed; 0 also from a store that removes them by itself
     */
    int purge(int limit);

    /** Releases what the store opened itself, never what it was given. */
    @Override
    void close();

    /** Whether a claim is still its claimant's. */
    enum Hold {
        /** It is, and the operation took place. */
        HELD,
        /** It is not: the lease ran out and somebody else has claimed the message, or it is done. */
        LOST
    }

    /** What came of a commit. */
    enum Commit {
        /** The message is marked as handled now. */
        OK,
        /**
         * It was marked before, with the same fence: the answer to the first commit got lost. A store may forget the
         * fence before it forgets the message; it says {@link #LOST} then, and done to the next claim.
         */
        ALREADY,
        /** The claim was lost: nothing was marked. */
        LOST
    }
}
