package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.MessageHandler;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.internal.VirtualTime;
import dev.latido.idempotency.internal.attempt.ProcessingFixture.Breakable;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.memory.MemoryStores;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * A subscriber without a broker, with a store of claims. The test controls the time. By default, handlers run on the
 * test's thread, so that all effects of a call are visible when it returns.
 */
abstract class WithSubscriber {

    /** The longest that a test waits for another thread. */
    static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));

    /** Longer than any pause before a retry. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    final FakeLink link = new FakeLink(256);
    final VirtualTime time = new VirtualTime();
    final Breakable store = new Breakable(MemoryStores.on(time.clock(), Duration.ofDays(1)));
    final List<String> handled = new CopyOnWriteArrayList<>();
    private @Nullable IdempotentSubscriber subscriber;

    @AfterEach
    void closeTheSubscriber() {
        if (subscriber != null) {
            subscriber.close();
        }
    }

    IdempotentSubscriber.PayloadStep<String> builder() {
        return builder(link);
    }

    IdempotentSubscriber.PayloadStep<String> builder(FakeLink connection) {
        return new SubscriberBuilder(connection, "consumer-1", time.timing())
                .group("billing")
                .id(IdSource.payload().global())
                .filter(TopicFilter.of("a/#"))
                .payload(String.class);
    }

    /** Returns a subscriber with handlers on the test's thread. */
    SubscriberOptions handling(MessageHandler<String> handler) {
        return onThreads(handler).executor(Runnable::run);
    }

    /** Returns a subscriber with handlers on its own threads. */
    SubscriberOptions onThreads(MessageHandler<String> handler) {
        return builder().seenStore(store).handler(handler);
    }

    IdempotentSubscriber start(SubscriberOptions options) {
        IdempotentSubscriber started = options.start();
        subscriber = started;
        return started;
    }

    /** Waits for other threads, while no time passes for the subscriber. */
    void awaitAcknowledged(String... names) {
        await().atMost(SOON).untilAsserted(() -> assertThat(link.acknowledged).containsExactlyInAnyOrder(names));
    }

    Claim claim(String id) {
        return store.claim(new MessageKey("billing", id), "test", Duration.ofMinutes(1));
    }
}
