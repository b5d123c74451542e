package dev.latido.idempotency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.internal.ClosedPort;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.DeadLetterBox;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Something is built on a connection at the moment at which the connection is closed. */
class StartBesideCloseIT {

    private static final int TRIES = 200;
    private static final String GROUP = "beside";

    private final ExecutorService closing = Executors.newSingleThreadExecutor();

    @AfterEach
    void endThread() {
        closing.shutdownNow();
    }

    @Test
    void shouldStartASubscriberOrThrowAsDocumented() throws Exception {
        List<Throwable> failures = startBesideClose(connection -> IdempotentSubscriber.builder(connection)
                .group(GROUP)
                .filter(Fleet.TEMPERATURES)
                .payload(Double.class)
                .seenStore(MemorySeenStore.create())
                .handler(message -> {})
                .start());

        assertThat(failures).allSatisfy(failure -> assertThat(failure).isInstanceOf(IllegalStateException.class));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(threads("latido-" + GROUP)).isEmpty());
    }

    @Test
    void shouldBuildAPublisherOrThrowAsDocumented() throws Exception {
        List<Throwable> failures = startBesideClose(connection ->
                ResilientPublisher.builder(connection).closeOnShutdown().build());

        assertThat(failures).allSatisfy(failure -> assertThat(failure).isInstanceOf(IllegalStateException.class));
    }

    @Test
    void shouldStartAMonitorOrThrowAsDocumented() throws Exception {
        List<Throwable> failures = startBesideClose(connection -> {
            PresenceMonitor.watch(
                    connection, Fleet.ACME.presence().anySite().anyArea().anyDevice());
            DeadLetterBox.open(connection, TopicFilter.of("latido/v1/evt/dead-letter/+"));
        });

        assertThat(failures).allSatisfy(failure -> assertThat(failure).isInstanceOf(IllegalStateException.class));
    }

    private List<Throwable> startBesideClose(Consumer<MqttConnection> start) throws Exception {
        List<Throwable> failures = new ArrayList<>();
        String nowhere = "mqtt://127.0.0.1:" + ClosedPort.find();
        for (int i = 0; i < TRIES; i++) {
            MqttConnection connection = Fleet.service(nowhere, "beside-" + i).start();
            CyclicBarrier together = new CyclicBarrier(2);
            Future<?> closed = closing.submit(() -> {
                together.await();
                connection.close();
                return null;
            });
            together.await();
            try {
                start.accept(connection);
            } catch (RuntimeException e) {
                failures.add(e);
            }
            closed.get();
        }
        return failures;
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }
}
