package dev.latido.idempotency.internal.work;

import dev.latido.core.internal.link.InboundMessage;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.message.DecodedMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a message on its way through the subscriber. Not thread-safe: it is handed from turn to turn.
 *
 * @param <T> the value's type
 */
public final class MessageInWork<T> {

    /** What is to be done next. */
    enum Stage {
        READ,
        ATTEMPT,
        STORE_LETTER,
        BURY
    }

    public final InboundMessage inbound;
    /** Whether it may have ended an earlier process. */
    final boolean suspect;
    /** Read ahead of its turn, or when its turn came. */
    @Nullable
    public DecodedMessage<T> message;

    Stage stage = Stage.READ;
    /** Not to be part of a batch. */
    boolean alone;
    /** Attempts of this process. */
    int attempts;
    /** Failures of the store, or of the place for dead letters, in a row. */
    int storeFailures;
    /** What it used of its patience, in nanoseconds. */
    long spent;

    private Verdict.@Nullable GivenUp givenUp;
    /** The claim under which its handler was left behind. */
    @Nullable
    Long fence;

    boolean leftBehind;

    private boolean letterStored;
    private boolean transactionEnded;

    public MessageInWork(InboundMessage inbound, boolean suspect) {
        this.inbound = inbound;
        this.suspect = suspect;
        this.alone = suspect;
    }

    /** Whether its connection has ended and the broker brings another copy. */
    boolean isSuperseded() {
        return inbound.redeliverable() && !inbound.live();
    }

    /** Returns the message, which has been read. */
    DecodedMessage<T> decoded() {
        DecodedMessage<T> read = message;
        if (read == null) {
            throw new IllegalStateException("a message is tried before it is read");
        }
        return read;
    }

    /** Returns why the message becomes a dead letter. */
    Verdict.GivenUp verdict() {
        Verdict.GivenUp verdict = givenUp;
        if (verdict == null) {
            throw new IllegalStateException("a message is buried before it is given up");
        }
        return verdict;
    }

    void giveUp(Verdict.GivenUp verdict) {
        givenUp = verdict;
        stage = Stage.STORE_LETTER;
        alone = true;
    }

    /**
     * The dead letter of a handler that was left behind in its transaction is stored. The message is marked as dead by
     * whoever comes second: before the letter is stored it would be lost, and before the transaction ends its mark is in
     * the way.
     *
     * @return whether the transaction has ended
     */
    synchronized boolean letterStored() {
        letterStored = true;
        return transactionEnded;
    }

    /**
     * The transaction of a handler that was left behind has ended.
     *
     * @return whether the dead letter is stored
     */
    synchronized boolean transactionEnded() {
        transactionEnded = true;
        return letterStored;
    }

    /** Whether both are copies of one message: same topic and bytes. */
    boolean isCopyOf(InboundMessage other) {
        return inbound.topic().equals(other.topic()) && Arrays.equals(inbound.payload(), other.payload());
    }
}
