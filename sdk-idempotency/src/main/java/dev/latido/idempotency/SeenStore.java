package dev.latido.idempotency;

import java.time.Duration;

/**
 * Remembers which messages a group has handled or dead-lettered: the memory behind the exactly-once effect.
 *
 * <p>Each operation is one atomic step, by the store's own clock. For each key:
 *
 * <pre>
 * ABSENT  ──claim──▶ CLAIMED(fence, lease, attempt)
 * CLAIMED ──commit─▶ DONE        CLAIMED ──release─▶ RETRY(not before, attempt)
 * CLAIMED ──bury───▶ DEAD        CLAIMED ──lease over, claim─▶ CLAIMED(new fence, attempt + 1)
 * RETRY   ──claim──▶ CLAIMED     DONE, DEAD ──retention over─▶ ABSENT
 * </pre>
 *
 * <p>Fences come from one source that only grows. A claimant whose lease has ended can therefore never change a key
 * that another claimant holds or has held since. Implementations are thread-safe and may block. If the store cannot be
 * reached, they throw {@link SeenStoreException}.
 *
 * <p>The retention, the minimum time for which DONE and DEAD are kept, is a setting of the store. It must exceed the time
 * over which a message can be redelivered: the broker's session expiry plus the oldest age in the producers' outboxes.
 *
 * <p>A key may carry a {@linkplain MessageKey#fingerprint() fingerprint} of the payload. A store that {@linkplain
 * #detectsConflicts() detects conflicts} keeps the first fingerprint that a claim or mark carries. For as long as it
 * knows the message, in any state, it answers {@link Claim.Conflict} to every other fingerprint. Keys without a
 * fingerprint never conflict. All operations except claims and marks ignore the fingerprint: the fence decides.
 */
public interface SeenStore extends AutoCloseable {

    /** Default retention: 8 days, one day more than the default session expiry. */
    Duration DEFAULT_RETENTION = Duration.ofDays(8);

    /**
     * Claims a message.
     *
     * @param key the message
     * @param owner the claimant's name, for operators who inspect the store
     * @param lease how long the claim lasts unless renewed
     * @return the grant, or the reason why there is none
     */
    Claim claim(MessageKey key, String owner, Duration lease);

    /**
     * Returns whether this store recognises a second message under the same id by its fingerprint.
     *
     * @return false by default: the store ignores fingerprints
     */
    default boolean detectsConflicts() {
        return false;
    }

    /**
     * Checks what the store needs before a subscriber starts, such as its table and the permissions on it. Changes
     * nothing that lasts.
     *
     * <p>By default, this method does nothing.
     *
     * @throws IllegalStateException if the store cannot work until an operator changes something; the message says what
     * @throws SeenStoreException if the store cannot be reached, so that nothing is known
     */
    default void check() {}

    /**
     * Extends a claim.
     *
     * @param key the message
     * @param fence the claim's fence
     * @param lease how long the claim lasts from now
     * @return whether the claim is still the caller's
     */
    Hold renew(MessageKey key, long fence, Duration lease);

    /**
     * Marks a message as handled.
     *
     * @param key the message
     * @param fence the claim's fence
     * @return whether this call or an earlier one with the same fence marked the message, or the claim was lost
     */
    Commit commit(MessageKey key, long fence);

    /**
     * Releases a claim after a failure.
     *
     * @param key the message
     * @param fence the claim's fence
     * @param pause how long the message cannot be claimed again
     * @return whether the claim was still the caller's
     */
    Hold release(MessageKey key, long fence, Duration pause);

    /**
     * Marks a message as a dead letter.
     *
     * @param key the message
     * @param fence the claim's fence
     * @param reason why, for operators who inspect the store
     * @return whether the claim was still the caller's
     */
    Hold bury(MessageKey key, long fence, String reason);

    /**
     * Removes some entries whose retention is over. The subscriber calls it every minute, again while it removes {@code
     * limit} entries.
     *
     * @param limit the maximum number of entries to remove, so that one step stays short
     * @return the number of removed entries; always 0 if the store removes them automatically
     */
    int purge(int limit);

    /** Closes what the store has opened itself, never what the caller passed in. */
    @Override
    void close();

    /** The answer to an operation on a claim. */
    enum Hold {
        /** The claim is the caller's, and the operation took effect. */
        HELD,
        /** The claim is lost: its lease has ended and another claimant holds the message, or the message is done. */
        LOST
    }

    /** The answer to a commit. */
    enum Commit {
        /** The message is now marked as handled. */
        OK,
        /**
         * The message was marked before, with the same fence: the answer to the first commit was lost. A store may
         * forget the fence before it forgets the message. It then answers {@link #LOST}, and {@link Claim.Done} to the
         * next claim.
         */
        ALREADY,
        /** The claim is lost: nothing was marked. */
        LOST
    }
}
