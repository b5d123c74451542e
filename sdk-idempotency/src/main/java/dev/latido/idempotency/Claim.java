package dev.latido.idempotency;

import java.time.Duration;

/** A seen-store's answer to the wish to work on a message. */
public sealed interface Claim {

    /**
     * The work is the claimant's until the lease ends.
     *
     * @param fence proves the claim; larger than any fence that the store gave before
     * @param attempt the how-manieth grant for this message it is, from 1; attempts that crashed count
     */
    record Granted(long fence, int attempt) implements Claim {}

    /** The message has been handled. */
    record Done() implements Claim {}

    /** The message has become a dead letter. */
    record Dead() implements Claim {}

    /**
     * Somebody else works on the message.
     *
     * @param remaining until that lease ends, by the store's clock
     */
    record Busy(Duration remaining) implements Claim {}

    /**
     * The message failed and is not to be tried again yet.
     *
     * @param remaining until it may be tried, by the store's clock
     */
    record Delayed(Duration remaining) implements Claim {}

    /**
     * The store knows another message under this id: the fingerprints differ. Nothing has changed in the store, and
     * nothing can be done with this claim but to treat the message as a dead letter.
     */
    record Conflict() implements Claim {}
}
