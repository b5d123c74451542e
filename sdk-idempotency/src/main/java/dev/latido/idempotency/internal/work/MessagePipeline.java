package dev.latido.idempotency.internal.work;

import dev.latido.core.PayloadException;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.internal.Counters;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.SubscriberListeners;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.Attempt;
import dev.latido.idempotency.internal.attempt.Processing;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.deadletter.DeadLetterPublisher;
import dev.latido.idempotency.internal.message.DecodedMessage;
import dev.latido.idempotency.internal.message.LatestHandled;
import dev.latido.idempotency.internal.message.MessageReader;
import dev.latido.idempotency.internal.work.MessageInWork.Stage;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a message from its arrival to its acknowledgement. A message that waits for a retry or for the store
 * holds neither a thread nor a place. Thread-safe.
 *
 * @param <T> the value's type
 */
public final class MessagePipeline<T> {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private final SubscriberSettings settings;
    private final MessageReader<T> reader;
    private final Processing<T> processing;
    private final HandlerSlots slots;
    private final Suspension suspension;
    private final Counters counters;
    private final SubscriberListeners news;
    private final Timing timing;
    private final StepOutcomes<T> outcomes;
    private final DeadLetterSteps<T> deadLetterSteps;
    private final @Nullable LatestHandled latest;

    public MessagePipeline(
            SubscriberSettings settings,
            MessageReader<T> reader,
            Processing<T> processing,
            DeadLetterPublisher deadLetters,
            HandlerSlots slots,
            Suspension suspension,
            Counters counters,
            SubscriberListeners news) {
        this.settings = settings;
        this.reader = reader;
        this.processing = processing;
        this.slots = slots;
        this.suspension = suspension;
        this.counters = counters;
        this.news = news;
        this.timing = settings.timing();
        this.outcomes = new StepOutcomes<>(counters, news, timing);
        this.deadLetterSteps = new DeadLetterSteps<>(
                settings.group(), deadLetters, processing, suspension, timing, counters, news, outcomes);
        this.latest = settings.latestWins() ? new LatestHandled() : null;
    }

    /** The state of a message after a step. */
    enum Step {
        /** The message is done: the next one may start. */
        DONE,
        /** The next step follows immediately. */
        NEXT,
        /** The message gets another turn later. */
        LATER,
        /** The handler goes on without a thread. */
        OPEN,
        /** The message no longer belongs to the turn. */
        GONE
    }

    /** The turn in which a step is taken, as the step sees it. */
    interface Place<T> {

        KeyQueue<T> queue();

        /** Sets the attempt in progress, so that it can be stopped; null if there is none. */
        void at(@Nullable Attempt attempt);

        /** Gives the queue another turn, which goes on with the same message. */
        void again();

        /** Goes on after an open stage, on another thread. */
        void goOn(MessageInWork<T> delivery, Verdict.Open open, Attempt attempt, @Nullable Throwable failure);
    }

    /** Takes the next step of a message. */
    Step step(MessageInWork<T> delivery, Place<T> place) {
        return switch (delivery.stage) {
            case READ -> readAlone(delivery, place);
            case ATTEMPT -> attempt(delivery, place);
            case STORE_LETTER -> deadLetterSteps.storeLetter(delivery, place);
            case BURY -> deadLetterSteps.bury(delivery, place);
        };
    }

    private Step readAlone(MessageInWork<T> delivery, Place<T> place) {
        Step step = read(delivery, place.queue());
        PayloadException unreadable = delivery.unreadable;
        if (step != Step.NEXT || unreadable == null) {
            return step;
        }
        if (suspension.failed(delivery.identity(), unreadable)) {
            return hold(delivery, place);
        }
        log.warn(
                "{}: a message on {} cannot be read and becomes a dead letter: {}",
                settings.group(),
                delivery.inbound.topic(),
                unreadable.getMessage(),
                unreadable);
        delivery.giveUp(new Verdict.GivenUp(FailureText.describe(unreadable), 1, unreadable));
        return Step.NEXT;
    }

    /** Lets a message wait, in a suspended group, until it is the next to be tried. The attempt does not count. */
    private Step hold(MessageInWork<T> delivery, Place<T> place) {
        delivery.hold();
        return outcomes.later(Duration.ZERO, place);
    }

    /** Reads a message that has not been read yet. A message that cannot be read must be handled alone. */
    Step read(MessageInWork<T> delivery, KeyQueue<T> queue) {
        if (delivery.isSuperseded()) {
            counters.superseded.increment();
            return Step.DONE;
        }
        DecodedMessage<T> message = delivery.message;
        if (message == null) {
            try {
                message = reader.read(delivery.inbound);
                delivery.message = message;
                delivery.unreadable = null;
            } catch (PayloadException e) {
                delivery.unreadable = e;
                delivery.alone = true;
                return Step.NEXT;
            }
        }
        if (latest != null && latest.isStale(message)) {
            counters.stale.increment();
            tell(message, SubscriberListener::stale);
            return outcomes.acknowledge(delivery, queue);
        }
        delivery.stage = Stage.ATTEMPT;
        return Step.NEXT;
    }

    /** Returns whether a message is stale beside the newest of its batch; if not, it becomes the newest of its topic. */
    boolean mayBeStale(MessageInWork<T> delivery, Map<Topic, DecodedMessage<T>> newest) {
        DecodedMessage<T> message = delivery.message;
        if (latest == null || message == null) {
            return false;
        }
        DecodedMessage<T> other = newest.get(message.topic());
        if (other != null && LatestHandled.isOlder(message, other)) {
            return true;
        }
        newest.put(message.topic(), message);
        return false;
    }

    private Step attempt(MessageInWork<T> delivery, Place<T> place) {
        DecodedMessage<T> message = delivery.decoded();
        Attempt attempt = new Attempt(
                delivery.attempts + 1,
                delivery.suspect,
                delivery.inbound.redelivered(),
                patienceLeft(delivery),
                new Attempt.Earlier(delivery.uncounted, delivery.postponed, delivery.failure),
                timing);
        place.at(attempt);
        long begun = news.areHeard() ? timing.nanoTime() : 0;
        Verdict verdict;
        try {
            verdict = processing.attempt(message, attempt);
        } catch (RuntimeException | Error e) {
            if (attempt.isLeftBehind()) {
                buryAfterAll(delivery);
                return Step.GONE;
            }
            return outcomes.storeFailed(delivery, e, place);
        } finally {
            place.at(null);
        }
        if (verdict instanceof Verdict.Open open) {
            place.at(attempt);
            return open(delivery, open, attempt, place);
        }
        return settle(delivery, verdict, attempt, begun, place);
    }

    private Step open(MessageInWork<T> delivery, Verdict.Open open, Attempt attempt, Place<T> place) {
        CompletionStage<?> stage = open.stage();
        stage.whenComplete((done, failure) -> slots.resume(() -> place.goOn(delivery, open, attempt, failure)));
        return Step.OPEN;
    }

    /** Finishes an attempt whose stage has completed. */
    Step afterOpen(
            MessageInWork<T> delivery,
            Verdict.Open open,
            Attempt attempt,
            @Nullable Throwable failure,
            Place<T> place) {
        Verdict verdict;
        try {
            verdict = open.then().apply(failure);
        } catch (RuntimeException | Error e) {
            return outcomes.storeFailed(delivery, e, place);
        } finally {
            place.at(null);
        }
        return settle(delivery, verdict, attempt, timing.nanoTime() - attempt.handlingTime(), place);
    }

    long patienceLeft(MessageInWork<T> delivery) {
        long spent = suspension.isProbing() ? 0 : delivery.spent;
        return Math.max(0, settings.patience().toNanos() - spent);
    }

    private Step settle(MessageInWork<T> delivery, Verdict verdict, Attempt attempt, long begun, Place<T> place) {
        DecodedMessage<T> message = delivery.decoded();
        if (verdict instanceof Verdict.LeftBehind) {
            buryAfterAll(delivery);
            return Step.GONE;
        }
        outcomes.storeAnswered(delivery);
        if (verdict instanceof Verdict.Postponed postponed) {
            delivery.postponed++;
            return outcomes.later(postponed.pause(), place);
        }
        delivery.postponed = 0;
        boolean probing = suspension.isProbing();
        delivery.spent += probing ? 0 : attempt.handlingTime();
        if (verdict instanceof Verdict.Handled) {
            return handled(delivery, message, begun, place.queue());
        }
        if (verdict instanceof Verdict.Duplicate) {
            return duplicate(delivery, message, place.queue());
        }
        if (verdict instanceof Verdict.Failed failed) {
            delivery.spent += probing ? 0 : failed.pause().toNanos();
            return failed(delivery, message, failed, place);
        }
        if (verdict instanceof Verdict.GivenUp givenUp) {
            return givenUp(delivery, message, givenUp, place);
        }
        throw new IllegalStateException("no such verdict here: " + verdict);
    }

    /** Acknowledges a message that is handled and committed. */
    Step handled(MessageInWork<T> delivery, DecodedMessage<T> message, long begun, KeyQueue<T> queue) {
        counters.handled.increment();
        suspension.succeeded(delivery.hasFailed);
        if (latest != null) {
            latest.handled(message);
        }
        if (news.areHeard()) {
            Duration took = Duration.ofNanos(timing.nanoTime() - begun);
            news.tell(listener -> listener.handled(message, took));
        }
        return outcomes.acknowledge(delivery, queue);
    }

    /** Acknowledges a message that was handled or dead-lettered before. */
    Step duplicate(MessageInWork<T> delivery, DecodedMessage<T> message, KeyQueue<T> queue) {
        counters.duplicates.increment();
        log.debug("{}: suppressed a duplicate of {}", settings.group(), message);
        tell(message, SubscriberListener::duplicate);
        return outcomes.acknowledge(delivery, queue);
    }

    private Step failed(MessageInWork<T> delivery, DecodedMessage<T> message, Verdict.Failed failed, Place<T> place) {
        counters.failures.increment();
        delivery.hasFailed = true;
        boolean held = failed.counts() && suspension.failed(delivery.identity(), failed.reason());
        tellFailed(message.withAttempt(delivery.attempts + 1), failed.reason(), failed.pause());
        if (held) {
            return hold(delivery, place);
        }
        if (failed.counts()) {
            delivery.attempts++;
            delivery.failure = failed.reason();
        } else {
            delivery.uncounted++;
            suspension.probeFailed(failed.reason());
        }
        return outcomes.later(failed.pause(), place);
    }

    private void tellFailed(DecodedMessage<T> tried, Throwable reason, Duration pause) {
        log.debug("{}: attempt {} at {} failed", settings.group(), tried.attempt(), tried, reason);
        tell(tried, (listener, message) -> listener.failed(message, reason, pause));
    }

    private Step givenUp(
            MessageInWork<T> delivery, DecodedMessage<T> message, Verdict.GivenUp givenUp, Place<T> place) {
        if (slots.isClosed()) {
            // The close has interrupted the handler: that is not a failure of the message.
            place.again();
            return Step.LATER;
        }
        Throwable doubtful = givenUp.doubtful();
        if (doubtful != null && suspension.failed(delivery.identity(), doubtful)) {
            counters.failures.increment();
            tellFailed(message.withAttempt(delivery.attempts + 1), doubtful, Duration.ZERO);
            return hold(delivery, place);
        }
        log.warn("{}: {} becomes a dead letter: {}", settings.group(), message, givenUp.reason(), givenUp.cause());
        delivery.giveUp(givenUp);
        return Step.NEXT;
    }

    /** Marks the message of an abandoned handler as dead, now that its transaction has ended. */
    void buryAfterAll(MessageInWork<T> delivery) {
        deadLetterSteps.buryAfterAll(delivery);
    }

    /** Takes note of a batch that was rolled back, and whose messages are handled singly next. */
    void batchFailed(Throwable cause) {
        suspension.probeFailed(cause);
    }

    /** Returns the pause after a number of failures of the store in a row. */
    Duration storePause(int failures) {
        return outcomes.storePause(failures);
    }

    private void tell(DecodedMessage<T> message, BiConsumer<SubscriberListener, DecodedMessage<T>> news) {
        if (this.news.areHeard()) {
            this.news.tell(listener -> news.accept(listener, message));
        }
    }
}
