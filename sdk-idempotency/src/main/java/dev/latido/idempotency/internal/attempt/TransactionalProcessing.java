package dev.latido.idempotency.internal.attempt;

import dev.latido.core.Backoff;
import dev.latido.idempotency.BatchHandler;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalHandler;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.LetterTable.Burial;
import dev.latido.idempotency.internal.RefusedMark;
import dev.latido.idempotency.internal.SqlFailures;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.attempt.HandlerCall.HandlerFailure;
import dev.latido.idempotency.internal.attempt.HandlerCall.TooLate;
import dev.latido.idempotency.internal.message.DecodedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Processes messages in transactions that contain mark and effect. A message that this subscriber has committed is
 * answered from memory. Any other message is marked with the commit, or first if it is likely to have been handled
 * before. Thread-safe.
 *
 * @param <T> the value's type
 * @param <X> the transaction's type
 */
public final class TransactionalProcessing<T, X> implements Processing<T> {

    /** The pause while another process counts an attempt at the same message. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(100);

    /** The pauses while another transaction holds the mark of a message. */
    private static final Backoff MARKED_ELSEWHERE = Backoff.between(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final TransactionalSeenStore<X> store;
    private final HandlerCall<T, X> handler;
    private final SubscriberSettings settings;
    private final Marking marking;
    private final CrashedAttempts<X> crashes;
    private final CommittedIds committed;

    private TransactionalProcessing(
            TransactionalSeenStore<X> store, BatchHandler<T, X> handler, SubscriberSettings settings, Marking marking) {
        this.store = store;
        this.handler = new HandlerCall<>(handler);
        this.settings = settings;
        this.marking = marking;
        this.crashes = new CrashedAttempts<>(store, settings.group());
        this.committed = new CommittedIds(store.retention());
    }

    /** Returns the processing of single messages. */
    public static <T, X> TransactionalProcessing<T, X> single(
            TransactionalSeenStore<X> store, TransactionalHandler<T, X> handler, SubscriberSettings settings) {
        return new TransactionalProcessing<>(
                store,
                (messages, transaction) -> handler.handle(messages.get(0), transaction),
                settings,
                settings.marking());
    }

    /** Returns the processing of batches, which are marked first: otherwise one duplicate would roll back all of it. */
    public static <T, X> TransactionalProcessing<T, X> batches(
            TransactionalSeenStore<X> store, BatchHandler<T, X> handler, SubscriberSettings settings) {
        return new TransactionalProcessing<>(store, handler, settings, Marking.FIRST);
    }

    /** The transaction of an attempt. */
    private interface Step {

        /** Runs the transaction and returns the mark, which is committed if it is the first. */
        Mark take() throws Exception;
    }

    @Override
    public Verdict attempt(DecodedMessage<T> message, Attempt attempt) {
        MessageKey key = key(message);
        Mark known = committed.mark(key);
        if (known != null) {
            return verdict(known);
        }
        if (attempt.suspect()) {
            return counted(message, attempt);
        }
        return marking == Marking.FIRST || attempt.maybeDone()
                ? markedFirst(message, attempt, attempt.number(), null, null)
                : markedWithCommit(message, attempt);
    }

    /** Counts this process in the store, before its first attempt begins. */
    private Verdict counted(DecodedMessage<T> message, Attempt attempt) {
        MessageKey attempts = crashes.key(message.seenAs());
        Claim claim = crashes.begin(attempts);
        if (claim instanceof Claim.Busy || claim instanceof Claim.Delayed) {
            return new Verdict.Postponed(SHORT_WAIT);
        }
        if (!(claim instanceof Claim.Granted granted)) {
            return markedFirst(message, attempt, attempt.number(), null, null);
        }
        int crashed = granted.attempt() - 1;
        Verdict verdict = crashed >= settings.attempts()
                ? unlessMarked(key(message), CrashedAttempts.givenUp(crashed))
                : markedFirst(message, attempt, crashed + attempt.number(), attempts, granted);
        if (verdict instanceof Verdict.Handled) {
            crashes.ended(attempts);
        } else if (verdict instanceof Verdict.Duplicate || (verdict instanceof Verdict.GivenUp up && up.conflict())) {
            crashes.end(attempts);
        }
        // A message that is given up may be held instead; the count ends when it is buried.
        return verdict;
    }

    private Verdict markedFirst(
            DecodedMessage<T> message,
            Attempt attempt,
            int number,
            @Nullable MessageKey attempts,
            Claim.@Nullable Granted counted) {
        MessageKey key = key(message);
        Step step = () -> store.inTransaction(transaction -> {
            Mark mark = store.markIn(transaction, key);
            if (attempts != null && counted != null) {
                crashes.endIn(transaction, attempts, counted);
            }
            if (mark == Mark.FIRST) {
                handler.in(transaction, List.of(message.withAttempt(number)), attempt);
            }
            return mark;
        });
        return verdictOf(step, key, attempt, reason -> {
            Verdict verdict = FailureVerdict.verdict(reason, number, attempt, settings);
            // Another process that marks with the commit may have won a deadlock, and the message with it.
            return verdict instanceof Verdict.GivenUp ? unlessMarked(key, verdict) : verdict;
        });
    }

    private Verdict unlessMarked(MessageKey key, Verdict verdict) {
        Mark mark = lookUp(key);
        return mark == Mark.FIRST ? verdict : verdict(mark);
    }

    private Verdict markedWithCommit(DecodedMessage<T> message, Attempt attempt) {
        MessageKey key = key(message);
        Step step = () -> store.markWithCommit(key, transaction -> {
            handler.in(transaction, List.of(message.withAttempt(attempt.number())), attempt);
            return message;
        });
        return verdictOf(step, key, attempt, reason -> unlessDone(key, reason, attempt));
    }

    /** Returns the verdict on a failed handler, which is no failure if the message was handled before. */
    private Verdict unlessDone(MessageKey key, Throwable reason, Attempt attempt) {
        return unlessMarked(key, FailureVerdict.verdict(reason, attempt.number(), attempt, settings));
    }

    /**
     * Looks a mark up by a mark that is rolled back. Unlike a query, it waits for a concurrent transaction that marks
     * the message.
     */
    private Mark lookUp(MessageKey key) {
        try {
            return RefusedMark.caught(() -> store.inTransaction(transaction -> {
                throw new RefusedMark(store.markIn(transaction, key));
            }));
        } catch (SeenStoreException e) {
            throw e;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private static SeenStoreException failed(Exception cause) {
        return new SeenStoreException("the seen-store failed: " + FailureText.describe(cause), cause);
    }

    private MessageKey key(DecodedMessage<T> message) {
        return message.key(settings.group());
    }

    /** Takes a step and returns its verdict, also if the step throws. */
    private Verdict verdictOf(Step step, MessageKey key, Attempt attempt, Function<Throwable, Verdict> failure) {
        Mark mark;
        try {
            mark = step.take();
        } catch (HandlerFailure e) {
            return failure.apply(e.reason);
        } catch (TooLate e) {
            return new Verdict.LeftBehind();
        } catch (SeenStoreException e) {
            if (SqlFailures.isContention(e)) {
                // Another transaction holds the mark, or won a deadlock for it.
                return new Verdict.Postponed(settings.timing()
                        .pause(MARKED_ELSEWHERE, attempt.earlier().postponed()));
            }
            return failure.apply(HandlerCall.reasonOf(e, attempt));
        } catch (IllegalStateException e) {
            // The handler left a transaction that cannot be committed. As the store's failure, it would be retried
            // forever.
            return failure.apply(e);
        } catch (Exception e) {
            throw failed(e);
        }
        if (mark == Mark.FIRST) {
            committed.add(key);
        }
        return verdict(mark);
    }

    private static Verdict verdict(Mark mark) {
        return switch (mark) {
            case FIRST -> new Verdict.Handled();
            case DUPLICATE -> new Verdict.Duplicate();
            case CONFLICT -> Verdict.GivenUp.inConflict();
        };
    }

    /** The verdict on an attempt at a batch. */
    public sealed interface BatchVerdict {

        /** The batch was committed; there is a verdict on each message, in order. */
        record Committed(List<Verdict> verdicts) implements BatchVerdict {}

        /** The batch was rolled back; each message must be tried alone. */
        record RolledBack(Throwable reason) implements BatchVerdict {}

        /** The batch was rolled back after its handler was abandoned. */
        record LeftBehind() implements BatchVerdict {}
    }

    /**
     * Tries a batch once.
     *
     * @throws SeenStoreException if the store fails
     */
    public BatchVerdict attemptAll(List<DecodedMessage<T>> messages, Attempt attempt) {
        List<@Nullable Mark> known = new ArrayList<>(messages.size());
        List<DecodedMessage<T>> unknown = new ArrayList<>(messages.size());
        List<MessageKey> keys = new ArrayList<>(messages.size());
        for (DecodedMessage<T> message : messages) {
            MessageKey key = key(message);
            Mark mark = committed.mark(key);
            known.add(mark);
            if (mark == null) {
                unknown.add(message);
                keys.add(key);
            }
        }
        List<Mark> marks;
        try {
            marks = keys.isEmpty()
                    ? List.of()
                    : store.inTransaction(transaction -> {
                        List<Mark> made = store.markAllIn(transaction, keys);
                        handleFirsts(unknown, made, transaction, attempt);
                        return made;
                    });
        } catch (HandlerFailure e) {
            return new BatchVerdict.RolledBack(e.reason);
        } catch (TooLate e) {
            return new BatchVerdict.LeftBehind();
        } catch (SeenStoreException e) {
            return new BatchVerdict.RolledBack(SqlFailures.isContention(e) ? e : HandlerCall.reasonOf(e, attempt));
        } catch (IllegalStateException e) {
            return new BatchVerdict.RolledBack(e);
        } catch (Exception e) {
            throw failed(e);
        }
        return committed(known, keys, marks);
    }

    private void handleFirsts(List<DecodedMessage<T>> messages, List<Mark> marks, X transaction, Attempt attempt)
            throws HandlerFailure, TooLate {
        List<Message<T>> firsts = new ArrayList<>(messages.size());
        for (int i = 0; i < marks.size(); i++) {
            if (marks.get(i) == Mark.FIRST) {
                firsts.add(messages.get(i));
            }
        }
        if (!firsts.isEmpty()) {
            handler.in(transaction, List.copyOf(firsts), attempt);
        }
    }

    /** Returns the verdicts on all messages of a committed batch, those known before and those marked now. */
    private BatchVerdict committed(List<@Nullable Mark> known, List<MessageKey> keys, List<Mark> marks) {
        for (int i = 0; i < marks.size(); i++) {
            if (marks.get(i) == Mark.FIRST) {
                committed.add(keys.get(i));
            }
        }
        Iterator<Mark> next = marks.iterator();
        List<Verdict> verdicts = new ArrayList<>(known.size());
        for (Mark mark : known) {
            verdicts.add(verdict(mark == null ? next.next() : mark));
        }
        return new BatchVerdict.Committed(verdicts);
    }

    @Override
    public Burial bury(DecodedMessage<T> message, DeadMark mark, @Nullable Long fence) {
        Burial burial = mark.in(store, key(message), settings.group(), fence);
        if (!(burial instanceof Burial.Held)) {
            crashes.end(crashes.key(message.seenAs()));
        }
        return burial;
    }

    @Override
    public void releaseAll() {
        crashes.withdrawAll();
    }
}
