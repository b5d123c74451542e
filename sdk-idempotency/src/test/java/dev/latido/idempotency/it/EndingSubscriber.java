package dev.latido.idempotency.it;

import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.EndingProcess;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.DeadLetterBox;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes, is closed in an outage, with messages that cannot be handled, one that waits for its next attempt, and one
 * whose handler does not end. Runs in a JVM of its own, or in a class loader of its own.
 */
public final class EndingSubscriber implements UnaryOperator<String> {

    /** Takes what the message {@link #STUCK} does: ignores all interrupts. */
    private static final double STUCK = 2;

    private final AtomicInteger arrived = new AtomicInteger();
    private final CountDownLatch lost = new CountDownLatch(2);
    private volatile boolean over;
    private @Nullable MqttConnection connection;

    /** Arguments: the version and the broker. */
    public static void main(String[] args) {
        EndingSubscriber life = new EndingSubscriber();
        life.start(MqttVersion.valueOf(args[0]), args[1], true);
        System.out.println(EndingProcess.CONNECTED);
        life.awaitOutage();
        life.connection().close();
        System.out.println(EndingProcess.LAST_LINE);
    }

    /** Takes a command: {@code start VERSION URI}, {@code state} or {@code close}. */
    @Override
    public String apply(String command) {
        String[] words = command.split(" ", -1);
        switch (words[0]) {
            case "start" -> start(MqttVersion.valueOf(words[1]), words[2], false);
            case "close" -> {
                awaitOutage();
                connection().close();
                over = true;
            }
            default -> {
                return connection().state().name();
            }
        }
        return "done";
    }

    private MqttConnection connection() {
        return Objects.requireNonNull(connection, "started");
    }

    private void start(MqttVersion version, String uri, boolean stuck) {
        MqttConnection made = Fleet.service(uri, "ending-subscriber")
                .version(version)
                .closeTimeout(Duration.ofSeconds(2))
                .listener(change -> change.cause().ifPresent(cause -> lost.countDown()))
                .connect();
        connection = made;
        IdempotentSubscriber subscriber = IdempotentSubscriber.builder(made)
                .group("ending")
                .filter(Fleet.TEMPERATURES)
                .payload(Double.class)
                .seenStore(MemorySeenStore.create())
                .handler(message -> handle(message.value(), stuck))
                .attempts(1_000)
                .patience(Duration.ofHours(1))
                .closeTimeout(Duration.ofMillis(500))
                .start();
        DeadLetterBox.open(made, TopicFilter.of("latido/v1/evt/dead-letter/+"));
        await(subscriber.subscribed()::isDone);
        subscriber.subscribed().join();
        try (MqttConnection device = Fleet.service(uri, "ending-device").connect()) {
            ResilientPublisher publisher = ResilientPublisher.builder(device).build();
            publisher.publish(Fleet.TEMPERATURE, 1.0);
            publisher.publish(
                    Fleet.ACME
                            .events()
                            .site("planta-1")
                            .area("norte")
                            .device("gw-b")
                            .measure("temp"),
                    STUCK);
            publisher.drain(Duration.ofSeconds(20));
        }
        await(() -> arrived.get() >= 2);
    }

    private void handle(double value, boolean stuck) {
        arrived.incrementAndGet();
        if (value == STUCK && stuck) {
            await(() -> over);
        }
        throw new IllegalStateException("planned failure of a handler");
    }

    private void awaitOutage() {
        try {
            if (!lost.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the network has not failed");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
