package dev.latido.idempotency.internal;

import dev.latido.core.Backoff;
import dev.latido.idempotency.DeadLetterHandler;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The settings of a subscriber, without its handler: an immutable snapshot of its builder. */
public record SubscriberSettings(
        String group,
        List<TopicFilter> filters,
        int attempts,
        Backoff backoff,
        int concurrency,
        Duration lease,
        Duration patience,
        int suspendAfter,
        @Nullable Executor executor,
        boolean latestWins,
        Marking marking,
        Topic deadLetterTopic,
        @Nullable DeadLetterHandler deadLetters,
        int deadLetterMaximum,
        @Nullable DeadLetterHandler impossibleDeadLetters,
        List<SubscriberListener> listeners,
        Duration closeTimeout,
        Timing timing) {}
