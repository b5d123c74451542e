package dev.latido.idempotency;

import java.time.Duration;

/** The answer of a seen-store to a claim on a message. */
public sealed interface Claim {

    /**
     * The message is the claimant's until the lease ends.
     *
     * @param fence proves the claim; larger than every fence that the store granted before
     * @param attempt the number of this grant for the message, starting at 1; attempts that ended in a crash are counted
     */
    record Granted(long fence, int attempt) implements Claim {}

    /** The message has been handled. */
    record Done() implements Claim {}

    /** The message has become a dead letter. */
    record Dead() implements Claim {}

    /**
     * Another claimant holds the message.
     *
     * @param remaining the time until that lease ends, by the store's clock
     */
    record Busy(Duration remaining) implements Claim {}

    /**
     * The message failed, and the pause before its next attempt is not over.
     *
     * @param remaining the time until it may be claimed, by the store's clock
     */
    record Delayed(Duration remaining) implements Claim {}

    /**
     * The store knows another message under this id: the fingerprints differ. Nothing has changed in the store. The
     * claimant can only treat the message as a dead letter.
     */
    record Conflict() implements Claim {}
}
