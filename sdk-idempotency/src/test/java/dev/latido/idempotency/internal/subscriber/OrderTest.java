package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SubscriberListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * The order in which messages are handled: one at a time for each key, and only the latest if older ones are skipped.
 */
class OrderTest extends WithSubscriber {

    @Test
    void shouldKeepTheOrderOfATopic() {
        start(onThreads(message -> handled.add(message.value())));

        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.add("m-" + i);
            link.deliver("a/1", "m-" + i);
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(link.acknowledged).isEqualTo(ids));
        assertThat(handled).isEqualTo(ids);
    }

    @Test
    void shouldKeepTheOrderOfATopicWhileAStageIsOpen() {
        List<String> begun = new ArrayList<>();
        CompletableFuture<Void> first = new CompletableFuture<>();
        start(builder()
                .seenStore(store)
                .asyncHandler(message -> {
                    begun.add(message.value());
                    return message.value().equals("x") ? first : CompletableFuture.completedFuture(null);
                })
                .executor(Runnable::run));

        link.deliver("a/1", "x");
        link.deliver("a/1", "y");
        assertThat(begun).containsExactly("x");
        first.complete(null);

        assertThat(link.acknowledged).containsExactly("x", "y");
        assertThat(begun).containsExactly("x", "y");
    }

    @Test
    void shouldOrderByTheKeyThatIsGiven() {
        List<String> begun = new ArrayList<>();
        CompletableFuture<Void> first = new CompletableFuture<>();
        start(builder()
                .orderedBy(message -> message.value().charAt(0))
                .seenStore(store)
                .asyncHandler(message -> {
                    begun.add(message.value());
                    return message.value().equals("k1") ? first : CompletableFuture.completedFuture(null);
                })
                .executor(Runnable::run));

        link.deliver("a/1", "k1");
        link.deliver("a/2", "k2");
        link.deliver("a/1", "z1");

        assertThat(link.acknowledged).containsExactly("z1");
        assertThat(begun).as("k2 has another topic and the same key").containsExactly("k1", "z1");
        first.complete(null);
        assertThat(link.acknowledged).containsExactly("z1", "k1", "k2");
    }

    @Test
    void shouldTakeTheTopicAsKeyWhenTheFunctionFails() {
        start(builder()
                .orderedBy(message -> {
                    throw new IllegalStateException("on purpose");
                })
                .seenStore(store)
                .handler(message -> handled.add(message.value()))
                .executor(Runnable::run));

        link.deliver("a/1", "x");
        link.deliverRaw("a/1", "garbage", "no JSON");

        assertThat(link.acknowledged).containsExactly("x", "garbage");
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldSkipWhatIsOlderThanTheLastHandled() {
        List<Message<?>> stale = new CopyOnWriteArrayList<>();
        IdempotentSubscriber running = start(
                handling(message -> handled.add(message.id())).latestWins().listener(new SubscriberListener() {
                    @Override
                    public void stale(Message<?> message) {
                        stale.add(message);
                    }
                }));

        for (String id : List.of(
                "gw:1764550800000001:1",
                "gw:1764550800000001:3",
                "gw:1764550800000001:2",
                "gw:1764550800000001:4",
                "gw:1764550800000001:3")) {
            link.deliver("a/1", id);
        }
        link.deliver("a/2", "gw:1764550800000001:2");

        assertThat(link.acknowledged).hasSize(6);
        assertThat(handled)
                .containsExactly(
                        "gw:1764550800000001:1",
                        "gw:1764550800000001:3",
                        "gw:1764550800000001:4",
                        "gw:1764550800000001:2");
        assertThat(stale).hasSize(2);
        assertThat(running.statistics().stale()).isEqualTo(2);
        assertThat(running.statistics().duplicates()).isZero();
    }

    @Test
    void shouldHandleWhatComesOutOfOrderUnlessToldOtherwise() {
        start(handling(message -> handled.add(message.id())));

        for (String id : List.of(
                "gw:1764550800000001:9", "gw:1764550800000001:3", "gw:1764550800000001:2", "gw:1764550800000001:4")) {
            link.deliver("a/1", id);
        }

        assertThat(link.acknowledged).hasSize(4);
        assertThat(handled)
                .containsExactly(
                        "gw:1764550800000001:9",
                        "gw:1764550800000001:3",
                        "gw:1764550800000001:2",
                        "gw:1764550800000001:4");
    }
}
