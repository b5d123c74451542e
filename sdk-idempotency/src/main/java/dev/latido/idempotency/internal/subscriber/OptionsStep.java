package dev.latido.idempotency.internal.subscriber;

import dev.latido.core.Backoff;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.idempotency.DeadLetterHandler;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.internal.Bounds;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.Processing;
import dev.latido.idempotency.internal.message.MessageReader;
import dev.latido.idempotency.internal.subscriber.RunningSubscriber.BatchSize;
import dev.latido.idempotency.internal.subscriber.RunningSubscriber.Handling;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step of a subscriber's builder. Confined to its caller's thread.
 *
 * @param <T> the value's type
 */
final class OptionsStep<T> implements SubscriberOptions {

    /** The settings of the earlier steps, except those of the handler. */
    record Target(
            ConnectionLink link, @Nullable String group, List<TopicFilter> filters, SeenStore store, Timing timing) {}

    /** Creates the reader of a group. */
    interface ReaderFor<T> {
        MessageReader<T> group(String group, boolean fingerprints);
    }

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private final Target target;
    private final ReaderFor<T> reader;
    private final @Nullable Function<? super Message<T>, ?> key;
    private final Function<SubscriberSettings, Processing<T>> processing;
    private final @Nullable BatchSize batches;
    private final List<SubscriberListener> listeners = new ArrayList<>();
    private int attempts = IdempotentSubscriber.DEFAULT_ATTEMPTS;
    private Backoff backoff = IdempotentSubscriber.DEFAULT_RETRY_BACKOFF;
    private int concurrency = IdempotentSubscriber.DEFAULT_CONCURRENCY;
    private Duration lease = IdempotentSubscriber.DEFAULT_LEASE;
    private Duration patience = IdempotentSubscriber.DEFAULT_PATIENCE;
    private int suspendAfter = IdempotentSubscriber.DEFAULT_SUSPEND_AFTER;
    private @Nullable Executor executor;
    private boolean latestWins;
    private Marking marking = Marking.WITH_COMMIT;
    private boolean detectConflicts;
    private @Nullable Topic deadLetterTopic;
    private @Nullable DeadLetterHandler deadLetters;
    private int deadLetterMaximum = Integer.MAX_VALUE;
    private @Nullable DeadLetterHandler impossibleDeadLetters;
    private Duration closeTimeout = IdempotentSubscriber.DEFAULT_CLOSE_TIMEOUT;

    OptionsStep(
            Target target,
            ReaderFor<T> reader,
            @Nullable Function<? super Message<T>, ?> key,
            Function<SubscriberSettings, Processing<T>> processing,
            @Nullable BatchSize batches) {
        this.target = target;
        this.reader = reader;
        this.key = key;
        this.processing = processing;
        this.batches = batches;
    }

    @Override
    public SubscriberOptions attempts(int attempts) {
        this.attempts = Bounds.atLeastOne("attempts", attempts);
        return this;
    }

    @Override
    public SubscriberOptions backoff(Backoff backoff) {
        this.backoff = Objects.requireNonNull(backoff, "backoff must not be null");
        return this;
    }

    @Override
    public SubscriberOptions concurrency(int handlers) {
        this.concurrency = Bounds.atLeastOne("handlers", handlers);
        return this;
    }

    @Override
    public SubscriberOptions lease(Duration lease) {
        this.lease = Bounds.positive("lease", lease);
        return this;
    }

    @Override
    public SubscriberOptions patience(Duration patience) {
        this.patience = Bounds.positive("patience", patience);
        return this;
    }

    @Override
    public SubscriberOptions suspendAfter(int messages) {
        if (messages < 2) {
            throw new IllegalArgumentException("messages must be at least 2, was " + messages);
        }
        this.suspendAfter = messages;
        return this;
    }

    @Override
    public SubscriberOptions executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor must not be null");
        return this;
    }

    @Override
    public SubscriberOptions latestWins() {
        this.latestWins = true;
        return this;
    }

    @Override
    public SubscriberOptions marking(Marking marking) {
        this.marking = Objects.requireNonNull(marking, "marking must not be null");
        return this;
    }

    @Override
    public SubscriberOptions detectConflicts() {
        this.detectConflicts = true;
        return this;
    }

    @Override
    public SubscriberOptions deadLetters(DeadLetterHandler handler) {
        this.deadLetters = Objects.requireNonNull(handler, "handler must not be null");
        return this;
    }

    @Override
    public SubscriberOptions listener(SubscriberListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener must not be null"));
        return this;
    }

    @Override
    public SubscriberOptions deadLetterTopic(Topic topic) {
        this.deadLetterTopic = Objects.requireNonNull(topic, "topic must not be null");
        return this;
    }

    @Override
    public SubscriberOptions deadLetterMaximum(int bytes) {
        this.deadLetterMaximum = Bounds.atLeastOne("bytes", bytes);
        return this;
    }

    @Override
    public SubscriberOptions impossibleDeadLetters(DeadLetterHandler handler) {
        this.impossibleDeadLetters = Objects.requireNonNull(handler, "handler must not be null");
        return this;
    }

    @Override
    public SubscriberOptions closeTimeout(Duration timeout) {
        this.closeTimeout = Bounds.positive("timeout", timeout);
        return this;
    }

    @Override
    public IdempotentSubscriber start() {
        String group = target.group();
        if (group == null) {
            throw new IllegalStateException("group(…) is required: the name under which handled ids are kept");
        }
        if (target.filters().isEmpty()) {
            throw new IllegalStateException("filter(…) is required: the topics to subscribe to");
        }
        if (detectConflicts && !target.store().detectsConflicts()) {
            throw new IllegalStateException(
                    "detectConflicts() needs a store that keeps fingerprints, which " + target.store() + " does not");
        }
        check(group);
        SubscriberSettings settings = settings(group);
        Handling<T> handling =
                new Handling<>(reader.group(group, detectConflicts), processing.apply(settings), batches, key);
        RunningSubscriber<T> subscriber = new RunningSubscriber<>(target.link(), settings, handling, target.store());
        subscriber.start();
        return subscriber;
    }

    /** Checks what can be known before the first message. What cannot be reached is checked by its first use. */
    private void check(String group) {
        try {
            target.store().check();
            if (deadLetters instanceof LetterTable table) {
                table.check();
                if (target.store() instanceof TransactionalSeenStore<?>
                        && !table.sharesTransactionsOf(target.store())) {
                    log.info(
                            "{}: {} takes its connections from another DataSource than {}, so each dead letter is stored"
                                    + " before the mark of its message, not in the same transaction",
                            group,
                            table,
                            target.store());
                }
            }
        } catch (SeenStoreException e) {
            log.warn(
                    "{}: starting without a check of the database, which does not answer; messages are held until it"
                            + " does: {}",
                    group,
                    e.getMessage());
        }
    }

    private SubscriberSettings settings(String group) {
        return new SubscriberSettings(
                group,
                target.filters(),
                attempts,
                backoff,
                concurrency,
                lease,
                patience,
                suspendAfter,
                executor,
                latestWins,
                marking,
                deadLetterTopic == null ? Topic.of("latido/v1/evt/dead-letter/" + group) : deadLetterTopic,
                deadLetters,
                deadLetterMaximum,
                impossibleDeadLetters,
                List.copyOf(listeners),
                closeTimeout,
                target.timing().withOwnTimers());
    }
}
