package dev.latido.idempotency.internal.work;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.PayloadException;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.message.DecodedMessage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a message on its way through the subscriber. Used by one turn at a time, except for the two flags that
 * are guarded by a lock.
 *
 * @param <T> the value's type
 */
public final class MessageInWork<T> {

    /** The next step. */
    enum Stage {
        READ,
        ATTEMPT,
        STORE_LETTER,
        BURY
    }

    public final InboundMessage inbound;
    /** Whether an earlier process may have crashed while it handled the message. */
    final boolean suspect;
    /** Null until the message is read. */
    @Nullable
    public DecodedMessage<T> message;

    Stage stage = Stage.READ;
    /** Whether the message must not be part of a batch. */
    boolean alone;
    /** The failed attempts of this process. */
    int attempts;
    /** The sessions that ended while the dead letter was in flight. */
    int sessionsEnded;
    /** The failures of the store, or of storing the dead letter, in a row. */
    int storeFailures;
    /** The attempts that used up none, because of the store, a conflict of transactions or a suspension. */
    int uncounted;
    /** The number of times in a row that the message was postponed, because another transaction or consumer holds it. */
    int postponed;
    /** Whether an attempt has failed, for whatever reason. */
    boolean hasFailed;
    /** The last failure of the handler that counted. */
    @Nullable
    Throwable failure;
    /** The part of the patience that is used up, in nanoseconds. */
    long spent;

    /** Whether the message has got its attempts and its patience back once. */
    private boolean refunded;
    /** Why the message cannot be read; null if it can, or is not read yet. */
    @Nullable
    PayloadException unreadable;

    private Verdict.@Nullable GivenUp givenUp;
    /** The fence of the claim under which the handler was abandoned; null without a claim. */
    @Nullable
    Long fence;

    /** Whether the handler was abandoned. */
    boolean leftBehind;

    @GuardedBy("this")
    private boolean letterStored;

    @GuardedBy("this")
    private boolean transactionEnded;

    public MessageInWork(InboundMessage inbound, boolean suspect) {
        this.inbound = inbound;
        this.suspect = suspect;
        this.alone = suspect;
    }

    /** Returns whether the connection of this copy has ended, so that the broker delivers another copy. */
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

    /**
     * Takes note of an attempt that does not count, because the group is suspended. The earlier attempts do not count
     * either, but only once: otherwise messages that are at fault could be tried forever.
     */
    void hold() {
        uncounted++;
        if (!refunded) {
            refunded = true;
            uncounted += attempts;
            attempts = 0;
            spent = 0;
        }
    }

    /** Returns what identifies the message, also if a copy of it arrives later. */
    Object identity() {
        DecodedMessage<T> read = message;
        return read == null ? List.of(inbound.topic(), Arrays.hashCode(inbound.payload())) : read.seenAs();
    }

    /** Makes the message a dead letter. */
    void giveUp(Verdict.GivenUp verdict) {
        givenUp = verdict;
        stage = Stage.STORE_LETTER;
        alone = true;
    }

    /**
     * Remembers that the dead letter of a handler that was abandoned in its transaction is stored. The message is
     * marked as dead when the dead letter is stored and the transaction has ended. Earlier, a crash could lose the dead
     * letter, or the transaction's own mark would block.
     *
     * @return whether the transaction has ended
     */
    synchronized boolean letterStored() {
        letterStored = true;
        return transactionEnded;
    }

    /**
     * Remembers that the transaction of an abandoned handler has ended.
     *
     * @return whether the dead letter is stored
     */
    synchronized boolean transactionEnded() {
        transactionEnded = true;
        return letterStored;
    }

    /**
     * Returns whether both are copies of one message: the same topic, bytes and properties. The bytes alone do not tell,
     * because the id can be in a property.
     */
    boolean isCopyOf(InboundMessage other) {
        return inbound.topic().equals(other.topic())
                && Arrays.equals(inbound.payload(), other.payload())
                && inbound.userProperties().equals(other.userProperties())
                && Arrays.equals(inbound.correlationData(), other.correlationData());
    }
}
