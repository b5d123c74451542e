package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.internal.Counters;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.SubscriberListeners;
import dev.latido.idempotency.internal.attempt.Processing;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.deadletter.DeadLetterPublisher;
import dev.latido.idempotency.internal.message.DecodedMessage;
import dev.latido.idempotency.internal.work.MessageInWork.Stage;
import dev.latido.idempotency.internal.work.MessagePipeline.Place;
import dev.latido.idempotency.internal.work.MessagePipeline.Step;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last steps of a message that cannot be handled: its dead letter is stored, then the message is marked as dead, then
 * it is acknowledged.
 *
 * @param <T> the value's type
 */
final class DeadLetterSteps<T> {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private final String group;
    private final DeadLetterPublisher deadLetters;
    private final Processing<T> processing;
    private final Counters counters;
    private final SubscriberListeners news;
    private final StepOutcomes<T> outcomes;

    DeadLetterSteps(
            String group,
            DeadLetterPublisher deadLetters,
            Processing<T> processing,
            Counters counters,
            SubscriberListeners news,
            StepOutcomes<T> outcomes) {
        this.group = group;
        this.deadLetters = deadLetters;
        this.processing = processing;
        this.counters = counters;
        this.news = news;
        this.outcomes = outcomes;
    }

    /** Stores the dead letter; until it is stored, the message has no further step. */
    Step storeLetter(MessageInWork<T> delivery, Place<T> place) {
        DeadLetter letter = letter(delivery);
        CompletableFuture<Void> stored = deadLetters.store(letter);
        if (stored.isDone() && !stored.isCompletedExceptionally()) {
            delivery.stage = Stage.BURY;
            return Step.NEXT;
        }
        stored.whenComplete((done, failure) -> {
            if (failure == null) {
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
        if (before == 0) {
            log.error(
                    "{}: {} could not be stored; the message stays unacknowledged and storing will be retried",
                    group,
                    letter,
                    failure);
        }
        news.tell(listener -> listener.deadLetterRefused(letter, failure));
        outcomes.later(outcomes.storePause(before), place);
    }

    private DeadLetter letter(MessageInWork<T> delivery) {
        DecodedMessage<T> message = delivery.message;
        Verdict.GivenUp verdict = delivery.verdict();
        return deadLetters.letter(
                delivery.inbound, message == null ? null : message.id(), verdict.reason(), verdict.attempts());
    }

    /**
     * Marks the message as dead and acknowledges it. The id of a conflict belongs to another message, and the mark of an
     * abandoned handler is {@linkplain #buryAfterAll left to the end of its transaction}.
     */
    Step bury(MessageInWork<T> delivery, Place<T> place) {
        Verdict.GivenUp verdict = delivery.verdict();
        DecodedMessage<T> message = delivery.message;
        boolean transactionOpen = delivery.leftBehind && delivery.fence == null && !delivery.letterStored();
        try {
            if (message != null && !verdict.conflict() && !transactionOpen) {
                processing.bury(message, verdict.reason(), delivery.fence);
                outcomes.storeAnswered(delivery);
            }
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

    /** Marks the message of an abandoned handler as dead, now that its transaction has ended. */
    void buryAfterAll(MessageInWork<T> delivery) {
        DecodedMessage<T> message = delivery.decoded();
        if (delivery.fence != null || !delivery.transactionEnded()) {
            return;
        }
        try {
            processing.bury(message, "left behind", null);
        } catch (RuntimeException e) {
            log.warn("{}: {} could not be marked as a dead letter", group, message, e);
        }
    }
}
