package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.BatchHandler;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalHandler;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.TransactionalSeenStore.Chain;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.message.DecodedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Mark and effect in one transaction. */
public final class TransactionalProcessing<T, X> implements Processing<T> {

    /** While another attempt is being counted. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(100);

    private final TransactionalSeenStore<X> store;
    private final BatchHandler<T, X> handler;
    private final SubscriberSettings settings;
    private final CrashedAttempts<X> crashes;

    public TransactionalProcessing(
            TransactionalSeenStore<X> store, BatchHandler<T, X> handler, SubscriberSettings settings) {
        this.store = store;
        this.handler = handler;
        this.settings = settings;
        this.crashes = new CrashedAttempts<>(store, settings.group());
    }

    public static <T, X> TransactionalProcessing<T, X> single(
            TransactionalSeenStore<X> store, TransactionalHandler<T, X> handler, SubscriberSettings settings) {
        return new TransactionalProcessing<>(
                store, (messages, transaction) -> handler.handle(messages.get(0), transaction), settings);
    }

    /** Tells the handler's own exceptions from those of the store, whatever their types. */
    static final class HandlerFailure extends Exception {

        private static final long serialVersionUID = 1L;

        final Throwable reason;

        HandlerFailure(Throwable reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /** Rolls back what was left behind. */
    static final class TooLate extends Exception {

        private static final long serialVersionUID = 1L;
    }

    @Override
    public Verdict attempt(DecodedMessage<T> message, Attempt attempt) {
        if (!attempt.suspect()) {
            return attempt(message, attempt, attempt.number(), null, null);
        }
        MessageKey attempts = crashes.key(message.seenAs());
        Claim claim = crashes.begin(attempts);
        if (claim instanceof Claim.Busy || claim instanceof Claim.Delayed) {
            return new Verdict.Postponed(SHORT_WAIT);
        }
        if (!(claim instanceof Claim.Granted granted)) {
            return attempt(message, attempt, attempt.number(), null, null);
        }
        if (granted.attempt() > settings.attempts()) {
            Verdict givenUp = CrashedAttempts.givenUp(granted.attempt() - 1);
            crashes.failed(attempts, granted, givenUp);
            return givenUp;
        }
        Verdict verdict = attempt(message, attempt, granted.attempt(), attempts, granted);
        if (verdict instanceof Verdict.Failed || verdict instanceof Verdict.GivenUp) {
            crashes.failed(attempts, granted, verdict);
        }
        return verdict;
    }

    private Verdict attempt(
            DecodedMessage<T> message,
            Attempt attempt,
            int number,
            @Nullable MessageKey attempts,
            Claim.@Nullable Granted counted) {
        MessageKey key = key(message);
        return verdictOf(
                () -> store.inTransaction(transaction -> {
                    Mark mark = store.markIn(transaction, key);
                    if (attempts != null) {
                        crashes.endIn(transaction, attempts, counted);
                    }
                    if (mark == Mark.FIRST) {
                        handle(List.of(message.withAttempt(number)), transaction, attempt);
                    }
                    return verdict(mark);
                }),
                number,
                attempt);
    }

    @Override
    public Course<T> course() {
        return new ChainedCourse<>(this);
    }

    /** Begins transactions that follow each other with that of a message; empty if the store has none. */
    Optional<Chain<X>> chain(DecodedMessage<T> first) {
        return store.chain(key(first));
    }

    MessageKey key(DecodedMessage<T> message) {
        return message.key(settings.group());
    }

    /** What came of an attempt, also of one that ends by an exception. */
    Verdict verdictOf(Callable<Verdict> step, int number, Attempt attempt) {
        try {
            return step.call();
        } catch (HandlerFailure e) {
            return FailureVerdict.verdict(e.reason, number, attempt, settings);
        } catch (TooLate e) {
            return new Verdict.LeftBehind();
        } catch (SeenStoreException e) {
            return FailureVerdict.verdict(handlersReason(e, attempt), number, attempt, settings);
        } catch (IllegalStateException e) {
            // What the handler left cannot be committed: its failure, not the store's, or it would be tried for ever.
            return FailureVerdict.verdict(e, number, attempt, settings);
        } catch (Exception e) {
            throw new SeenStoreException("the seen-store failed: " + FailureText.describe(e), e);
        }
    }

    /**
     * Why the handler failed, if it broke the connection because we interrupted it, as virtual threads break the socket
     * that they wait for (JEP 444): that must count, or it would be tried for ever.
     *
     * @throws SeenStoreException the given one, if it was not like that
     */
    private static Throwable handlersReason(SeenStoreException failure, Attempt attempt) {
        if (attempt.isInterrupted() && failure.getCause() instanceof HandlerFailure broke) {
            return broke.reason;
        }
        throw failure;
    }

    static Verdict verdict(Mark mark) {
        return switch (mark) {
            case FIRST -> new Verdict.Handled();
            case DUPLICATE -> new Verdict.Duplicate();
            case CONFLICT -> Verdict.GivenUp.inConflict();
        };
    }

    /** What came of a batch. */
    public sealed interface BatchVerdict {

        /** Committed; a verdict for each message, in order. */
        record Committed(List<Verdict> verdicts) implements BatchVerdict {}

        /** Rolled back: each message is to be tried alone. */
        record RolledBack(Throwable reason) implements BatchVerdict {}

        /** Rolled back after it was left behind. */
        record LeftBehind() implements BatchVerdict {}
    }

    /**
     * Tries a batch once.
     *
     * @throws SeenStoreException if the store fails
     */
    public BatchVerdict attemptAll(List<DecodedMessage<T>> messages, Attempt attempt) {
        List<MessageKey> keys = new ArrayList<>(messages.size());
        messages.forEach(message -> keys.add(message.key(settings.group())));
        try {
            return store.inTransaction(transaction -> {
                List<Mark> marks = store.markAllIn(transaction, keys);
                List<Verdict> verdicts = new ArrayList<>(marks.size());
                List<Message<T>> firsts = new ArrayList<>(marks.size());
                for (int i = 0; i < marks.size(); i++) {
                    verdicts.add(verdict(marks.get(i)));
                    if (marks.get(i) == Mark.FIRST) {
                        firsts.add(messages.get(i));
                    }
                }
                if (!firsts.isEmpty()) {
                    handle(List.copyOf(firsts), transaction, attempt);
                }
                return new BatchVerdict.Committed(verdicts);
            });
        } catch (HandlerFailure e) {
            return new BatchVerdict.RolledBack(e.reason);
        } catch (TooLate e) {
            return new BatchVerdict.LeftBehind();
        } catch (SeenStoreException e) {
            return new BatchVerdict.RolledBack(handlersReason(e, attempt));
        } catch (IllegalStateException e) {
            return new BatchVerdict.RolledBack(e);
        } catch (Exception e) {
            throw new SeenStoreException("the seen-store failed: " + FailureText.describe(e), e);
        }
    }

    void handle(List<Message<T>> messages, X transaction, Attempt attempt) throws HandlerFailure, TooLate {
        attempt.handling(null);
        Throwable failure = null;
        try {
            handler.handle(messages, transaction);
        } catch (Throwable e) {
            failure = e;
        }
        if (!attempt.handled()) {
            throw new TooLate();
        }
        if (failure != null) {
            throw new HandlerFailure(failure);
        }
    }

    @Override
    public void bury(DecodedMessage<T> message, String reason, @Nullable Long fence) {
        DeadMark.of(store, message.key(settings.group()), settings.group(), reason);
    }
}
