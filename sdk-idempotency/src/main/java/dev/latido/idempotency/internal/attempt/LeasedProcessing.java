package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.AsyncMessageHandler;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageHandler;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.LetterTable.Burial;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.message.DecodedMessage;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims, handles and commits: for handlers whose effect is outside the store. Thread-safe. */
public final class LeasedProcessing<T> implements Processing<T> {

    private static final Logger log = LoggerFactory.getLogger(LeasedProcessing.class);

    /** Another consumer may release its lease early, so the store is asked again at least this often. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);

    /** The maximum number of unanswered commits that are remembered; further messages are handled again. */
    private static final int MOST_UNANSWERED = 10_000;

    /** Starts a handler; returns null if the handler is done. */
    private interface Start<T> {
        @Nullable
        CompletionStage<?> handle(Message<T> message) throws Exception;
    }

    private final SeenStore store;
    private final Start<T> handler;
    private final SubscriberSettings settings;
    private final String owner;
    private final Map<MessageKey, Long> inWork = new ConcurrentHashMap<>();

    /**
     * The messages that are handled but whose commit the store has not answered, with the fences of their claims. These
     * claims are not renewed: another consumer may have a copy and must not wait forever.
     */
    private final Map<MessageKey, Long> unanswered = new ConcurrentHashMap<>();

    /** The verdicts on messages that could not be released, so that the handler need not fail again. */
    private final Map<MessageKey, Verdict.GivenUp> undelivered = new ConcurrentHashMap<>();

    private LeasedProcessing(SeenStore store, Start<T> handler, SubscriberSettings settings, String clientId) {
        this.store = store;
        this.handler = handler;
        this.settings = settings;
        this.owner = clientId + "/" + UUID.randomUUID();
    }

    public LeasedProcessing(SeenStore store, MessageHandler<T> handler, SubscriberSettings settings, String clientId) {
        this(
                store,
                (Start<T>) message -> {
                    handler.handle(message);
                    return null;
                },
                settings,
                clientId);
    }

    public static <T> LeasedProcessing<T> asynchronous(
            SeenStore store, AsyncMessageHandler<T> handler, SubscriberSettings settings, String clientId) {
        return new LeasedProcessing<>(
                store,
                (Start<T>) message -> {
                    CompletionStage<?> stage = handler.handle(message);
                    if (stage == null) {
                        throw new NullPointerException("the handler returned no stage");
                    }
                    return stage;
                },
                settings,
                clientId);
    }

    @Override
    public Verdict attempt(DecodedMessage<T> message, Attempt attempt) {
        MessageKey key = message.key(settings.group());
        if (!unanswered.isEmpty() && isCommittedNow(key)) {
            return new Verdict.Handled();
        }
        Claim claim = store.claim(key, owner, settings.lease());
        if (claim instanceof Claim.Granted granted) {
            return work(message, key, granted, attempt);
        }
        if (claim instanceof Claim.Busy busy) {
            return new Verdict.Postponed(bounded(busy.remaining()));
        }
        if (claim instanceof Claim.Delayed delayed) {
            return new Verdict.Postponed(bounded(delayed.remaining()));
        }
        undelivered.remove(key);
        return claim instanceof Claim.Conflict ? Verdict.GivenUp.inConflict() : new Verdict.Duplicate();
    }

    /** Repeats a commit that the store did not answer, so that a handled message is not handled again. */
    private boolean isCommittedNow(MessageKey key) {
        Long fence = unanswered.get(key);
        if (fence == null) {
            return false;
        }
        SeenStore.Commit commit = store.commit(key, fence);
        unanswered.remove(key, fence);
        return commit != SeenStore.Commit.LOST;
    }

    private Verdict work(DecodedMessage<T> message, MessageKey key, Claim.Granted granted, Attempt attempt) {
        int number = number(granted, attempt);
        Verdict.GivenUp decided = undelivered.remove(key);
        if (decided != null || number > settings.attempts()) {
            Verdict.GivenUp verdict = decided == null ? CrashedAttempts.givenUp(number - 1) : decided;
            release(key, granted.fence(), Duration.ZERO, verdict);
            return verdict;
        }
        CompletionStage<?> stage;
        inWork.put(key, granted.fence());
        attempt.handling(granted.fence());
        try {
            stage = handler.handle(message.withAttempt(number));
        } catch (Throwable e) {
            return ended(message, key, granted, attempt, e);
        }
        if (stage == null) {
            return ended(message, key, granted, attempt, null);
        }
        attempt.goesOn(stage);
        return new Verdict.Open(stage, failure -> ended(message, key, granted, attempt, failure));
    }

    /**
     * Returns the number of the attempt. Each claim counts in the store, also one that led to no attempt, or to none
     * that counts, because of the store or of a conflict of transactions. Those of this process are known.
     */
    private static int number(Claim.Granted granted, Attempt attempt) {
        return Math.max(attempt.number(), granted.attempt() - attempt.earlier().uncounted());
    }

    private Verdict ended(
            DecodedMessage<T> message,
            MessageKey key,
            Claim.Granted granted,
            Attempt attempt,
            @Nullable Throwable failure) {
        inWork.remove(key, granted.fence());
        if (!attempt.handled()) {
            return new Verdict.LeftBehind();
        }
        return failure == null
                ? commit(message, key, granted)
                : failed(key, granted, attempt, FailureText.unwrapped(failure));
    }

    private Verdict commit(DecodedMessage<T> message, MessageKey key, Claim.Granted granted) {
        SeenStore.Commit commit;
        try {
            commit = store.commit(key, granted.fence());
        } catch (RuntimeException e) {
            if (unanswered.size() < MOST_UNANSWERED) {
                unanswered.put(key, granted.fence());
            }
            throw e;
        }
        return switch (commit) {
            case OK, ALREADY -> new Verdict.Handled();
            case LOST -> {
                log.warn(
                        "{}: the lease on {} ended while the message was handled; it may be handled again. Use a longer"
                                + " lease or a transactional store",
                        settings.group(),
                        message);
                yield new Verdict.Postponed(SHORTEST_WAIT);
            }
        };
    }

    private Verdict failed(MessageKey key, Claim.Granted granted, Attempt attempt, Throwable reason) {
        Verdict verdict = FailureVerdict.verdict(reason, number(granted, attempt), attempt, settings);
        Duration pause = verdict instanceof Verdict.Failed failed ? failed.pause() : Duration.ZERO;
        release(key, granted.fence(), pause, verdict);
        return verdict;
    }

    /**
     * Releases a claim after a verdict. If the store fails, the verdict stands: a claim that is not released ends with
     * its lease. Before a dead letter, the message is held until the store answers, because it could not be marked.
     */
    private void release(MessageKey key, long fence, Duration pause, Verdict verdict) {
        try {
            store.release(key, fence, pause);
        } catch (RuntimeException e) {
            if (verdict instanceof Verdict.GivenUp givenUp) {
                undelivered.put(key, givenUp);
                throw e;
            }
            log.debug("{}: a claim could not be released; it ends with its lease", settings.group(), e);
        }
    }

    @Override
    public Burial bury(DecodedMessage<T> message, DeadMark mark, @Nullable Long fence) {
        MessageKey key = message.key(settings.group());
        if (fence != null) {
            inWork.remove(key, fence);
        }
        return mark.in(store, key, owner, fence);
    }

    @Override
    public void renew() {
        inWork.forEach((key, fence) -> {
            try {
                store.renew(key, fence, settings.lease());
            } catch (RuntimeException e) {
                log.debug("{}: a lease could not be renewed", settings.group(), e);
            }
        });
    }

    @Override
    public void releaseAll() {
        inWork.forEach((key, fence) -> {
            try {
                store.release(key, fence, Duration.ZERO);
            } catch (RuntimeException e) {
                log.debug("{}: a claim could not be released; it ends with its lease", settings.group(), e);
            }
        });
    }

    private static Duration bounded(Duration wait) {
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            return LONGEST_WAIT;
        }
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }
}
