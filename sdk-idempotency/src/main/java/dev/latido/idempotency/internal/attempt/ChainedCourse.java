package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore.Chain;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.message.DecodedMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts in transactions that follow each other: where another message waits, the commit of one takes the mark of the
 * next along. Whatever is tried instead of that next message, its transaction is rolled back first.
 */
final class ChainedCourse<T, X> implements Processing.Course<T> {

    private static final Logger log = LoggerFactory.getLogger(ChainedCourse.class);

    /** After so many transactions a connection goes back to its pool, which may have something to do with it. */
    private static final int LONGEST = 64;

    private final TransactionalProcessing<T, X> processing;

    /** Its transaction is begun for the message ahead. */
    private @Nullable Chain<X> chain;

    private @Nullable DecodedMessage<T> ahead;
    /** How many transactions the chain has had. */
    private int length;

    ChainedCourse(TransactionalProcessing<T, X> processing) {
        this.processing = processing;
    }

    @Override
    public Verdict attempt(
            DecodedMessage<T> message, Attempt attempt, Supplier<@Nullable DecodedMessage<T>> following) {
        if (attempt.suspect()) {
            close();
            return processing.attempt(message, attempt);
        }
        return processing.verdictOf(
                () -> {
                    Optional<Chain<X>> open = chainFor(message);
                    return open.isPresent()
                            ? inChain(open.get(), message, attempt, following)
                            : processing.attempt(message, attempt);
                },
                attempt.number(),
                attempt);
    }

    private Optional<Chain<X>> chainFor(DecodedMessage<T> message) {
        Chain<X> begun = chain;
        if (begun != null && message.equals(ahead)) {
            chain = null;
            return Optional.of(begun);
        }
        close();
        length = 0;
        return processing.chain(message);
    }

    private Verdict inChain(
            Chain<X> begun, DecodedMessage<T> message, Attempt attempt, Supplier<@Nullable DecodedMessage<T>> following)
            throws Exception {
        Mark mark = begun.mark();
        DecodedMessage<T> next;
        try {
            if (mark == Mark.FIRST) {
                processing.handle(List.of(message.withAttempt(attempt.number())), begun.transaction(), attempt);
            }
            // A conflict is not through yet.
            next = mark == Mark.CONFLICT || ++length == LONGEST ? null : following.get();
        } catch (Exception | Error e) {
            rollBack(begun, e);
            throw e;
        }
        if (next == null) {
            begun.commit();
        } else {
            begun.commitAndBegin(processing.key(next));
            chain = begun;
            ahead = next;
        }
        return TransactionalProcessing.verdict(mark);
    }

    private static void rollBack(Chain<?> begun, Throwable reason) {
        try {
            begun.rollBack();
        } catch (RuntimeException e) {
            SeenStoreException broken = new SeenStoreException("the seen-store failed under the work", reason);
            broken.addSuppressed(e);
            throw broken;
        }
    }

    /** The message ahead is not tried, or not now. */
    @Override
    public void close() {
        Chain<X> begun = chain;
        chain = null;
        ahead = null;
        if (begun != null) {
            try {
                begun.rollBack();
            } catch (RuntimeException e) {
                log.debug("a transaction that was begun ahead broke, which nothing depends on", e);
            }
        }
    }
}
