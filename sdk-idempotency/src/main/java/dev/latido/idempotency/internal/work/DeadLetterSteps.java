package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.internal.Counters;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.internal.LetterTable.Burial;
import dev.latido.idempotency.internal.SubscriberListeners;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.DeadMark;
import dev.latido.idempotency.internal.attempt.Processing;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.deadletter.DeadLetterPublisher;
import dev.latido.idempotency.internal.deadletter.NotStoredException;
import dev.latido.idempotency.internal.deadletter.NotStoredException.Kind;
import dev.latido.idempotency.internal.message.DecodedMessage;
import dev.latido.idempotency.internal.work.MessageInWork.Stage;
import dev.latido.idempotency.internal.work.MessagePipeline.Place;
import dev.latido.idempotency.internal.work.MessagePipeline.Step;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last steps of a message that cannot be handled: its dead letter is stored, then the message is marked as dead, then
 * it is acknowledged. A table in the database of the marks stores it in the transaction that marks the message.
 *
 * @param <T> the value's type
 */
final class DeadLetterSteps<T> {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    /** The number of sound sessions that must end with a dead letter before it is taken for too large. */
    private static final int SESSIONS = 3;

    /** The age from which on a session is sound. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Duration RECHECK = Duration.ofMillis(500);

    private final String group;
    private final DeadLetterPublisher deadLetters;
    private final Processing<T> processing;
    private final Suspension suspension;
    private final Counters counters;
    private final SubscriberListeners news;
    private final StepOutcomes<T> outcomes;
    private final Timing timing;

    /** Whether a dead letter is being published that may have ended a session. */
    private final AtomicBoolean suspectInFlight = new AtomicBoolean();

    DeadLetterSteps(
            String group,
            DeadLetterPublisher deadLetters,
            Processing<T> processing,
            Suspension suspension,
            Timing timing,
            Counters counters,
            SubscriberListeners news,
            StepOutcomes<T> outcomes) {
        this.group = group;
        this.deadLetters = deadLetters;
        this.processing = processing;
        this.suspension = suspension;
        this.timing = timing;
        this.counters = counters;
        this.news = news;
        this.outcomes = outcomes;
    }

    /** Stores the dead letter; until it is stored, the message has no further step. */
    Step storeLetter(MessageInWork<T> delivery, Place<T> place) {
        if (table(delivery) != null) {
            // The transaction of the mark stores it.
            delivery.stage = Stage.BURY;
            return Step.NEXT;
        }
        boolean suspect = delivery.sessionsEnded > 0;
        Duration age = suspect ? deadLetters.sessionAge(timing.now()) : SETTLED;
        if (suspect && (age.compareTo(SETTLED) < 0 || !suspectInFlight.compareAndSet(false, true))) {
            return outcomes.later(RECHECK, place);
        }
        DeadLetter letter = letter(delivery);
        CompletableFuture<Void> stored = deadLetters.store(letter, markedAs(delivery));
        if (stored.isDone() && !stored.isCompletedExceptionally()) {
            end(suspect);
            suspension.kept();
            delivery.stage = Stage.BURY;
            return Step.NEXT;
        }
        stored.whenComplete((done, failure) -> {
            end(suspect);
            if (failure == null) {
                suspension.kept();
                delivery.stage = Stage.BURY;
                delivery.storeFailures = 0;
                place.again();
            } else {
                refused(delivery, letter, FailureText.unwrapped(failure), place);
            }
        });
        return Step.LATER;
    }

    private void refused(MessageInWork<T> delivery, DeadLetter letter, Throwable failure, Place<T> place) {
        int before = delivery.storeFailures++;
        Kind kind = failure instanceof NotStoredException known ? known.kind() : null;
        if (kind == Kind.NOT_KEPT) {
            if (suspension.notKept(failure)) {
                log.warn(
                        "{}: {}. Until then, messages that cannot be handled stay unacknowledged, and their dead letters"
                                + " are published again. The first one: {}",
                        group,
                        failure.getMessage(),
                        letter);
            }
        } else if (before == 0) {
            log.error(
                    "{}: {} could not be stored; the message stays unacknowledged and storing will be retried: {}",
                    group,
                    letter,
                    failure.getMessage(),
                    failure);
        }
        if (kind == Kind.SESSION_ENDED) {
            sessionEnded(delivery, letter, ((NotStoredException) failure).size());
        }
        news.tell(listener -> listener.deadLetterRefused(letter, failure));
        outcomes.later(outcomes.storePause(before), place);
    }

    /**
     * Returns the table that stores the dead letter together with the mark. Null if there is none, if the message gets
     * no mark, or if the mark waits for the transaction of an abandoned handler.
     */
    private @Nullable LetterTable table(MessageInWork<T> delivery) {
        boolean marksNow = markedAs(delivery) != null && !waitsForTransaction(delivery);
        return marksNow ? deadLetters.tableOfTheMarks() : null;
    }

    /** Returns the id under which the message is marked; null if it has none, or if its id is another message's. */
    private @Nullable String markedAs(MessageInWork<T> delivery) {
        DecodedMessage<T> message = delivery.message;
        return message == null || delivery.verdict().conflict() ? null : message.seenAs();
    }

    private static boolean waitsForTransaction(MessageInWork<?> delivery) {
        return delivery.leftBehind && delivery.fence == null;
    }

    private void end(boolean suspect) {
        if (suspect) {
            suspectInFlight.set(false);
        }
    }

    /**
     * Counts a session that ended while the dead letter was in flight. A broker may close the connection because the
     * packet is too large. Counted are sessions that were sound before, and from the second on this was the only such
     * dead letter, so that a bad network does not count.
     */
    private void sessionEnded(MessageInWork<T> delivery, DeadLetter letter, int size) {
        if (++delivery.sessionsEnded > SESSIONS) {
            delivery.sessionsEnded = 1;
            log.warn(
                    "{}: {} sessions ended when {} was published with {} bytes; it is taken for larger than the broker"
                            + " accepts and will be published without properties or payload",
                    group,
                    SESSIONS,
                    letter,
                    size);
            deadLetters.tooLarge(size);
        }
    }

    private DeadLetter letter(MessageInWork<T> delivery) {
        DecodedMessage<T> message = delivery.message;
        Verdict.GivenUp verdict = delivery.verdict();
        return deadLetters.letter(
                delivery.inbound,
                message == null ? null : message.id(),
                verdict.reason(),
                verdict.attempts(),
                verdict.cause());
    }

    /**
     * Marks the message as dead and acknowledges it. The id of a conflict belongs to another message, and the mark of an
     * abandoned handler is {@linkplain #buryAfterAll left to the end of its transaction}.
     */
    Step bury(MessageInWork<T> delivery, Place<T> place) {
        Verdict.GivenUp verdict = delivery.verdict();
        DecodedMessage<T> message = delivery.message;
        boolean transactionOpen = waitsForTransaction(delivery) && !delivery.letterStored();
        try {
            if (message != null && !verdict.conflict() && !transactionOpen) {
                Burial burial = processing.bury(message, mark(delivery), delivery.fence);
                outcomes.storeAnswered(delivery);
                if (burial instanceof Burial.Held held) {
                    return outcomes.later(held.pause(), place);
                }
                if (burial instanceof Burial.HandledBefore) {
                    return handledBefore(delivery, message, place);
                }
            }
        } catch (LetterTable.Refused e) {
            refused(delivery, letter(delivery), e, place);
            return Step.LATER;
        } catch (RuntimeException e) {
            return outcomes.storeFailed(delivery, e, place);
        }
        counters.deadLettered.increment();
        if (verdict.conflict()) {
            counters.conflicts.increment();
        }
        if (news.areHeard()) {
            DeadLetter letter = letter(delivery);
            news.tell(listener -> listener.deadLettered(letter));
        }
        return outcomes.acknowledge(delivery, place.queue());
    }

    private DeadMark mark(MessageInWork<T> delivery) {
        LetterTable table = table(delivery);
        return table == null ? DeadMark.alone(delivery.verdict().reason()) : DeadMark.with(letter(delivery), table);
    }

    /** Acknowledges a message that another consumer handled while this one gave it up. */
    private Step handledBefore(MessageInWork<T> delivery, DecodedMessage<T> message, Place<T> place) {
        counters.duplicates.increment();
        log.info("{}: {} gets no dead letter, because another consumer has handled it", group, message);
        news.tell(listener -> listener.duplicate(message));
        return outcomes.acknowledge(delivery, place.queue());
    }

    /** Marks the message of an abandoned handler as dead, now that its transaction has ended. */
    void buryAfterAll(MessageInWork<T> delivery) {
        DecodedMessage<T> message = delivery.decoded();
        if (delivery.fence != null || !delivery.transactionEnded()) {
            return;
        }
        try {
            processing.bury(message, DeadMark.alone("left behind"), null);
        } catch (RuntimeException e) {
            log.warn("{}: {} could not be marked as a dead letter", group, message, e);
        }
    }
}
