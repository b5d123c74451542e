package dev.latido.benchmarks;

import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.topics.TopicFilter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Drains a backlog that is queued in a persistent session: the subscriber with its ids in memory against the bare HiveMQ
 * client, which acknowledges by hand and does not read the message. Same broker, same receive maximum, in turns. Prints the median
 * of the rounds and the ratio. Arguments: messages (default 200,000), rounds (default 5).
 */
public final class DrainComparison {

    private static final int MESSAGES = 200_000;
    private static final int ROUNDS = 5;
    private static final int RECEIVE_MAXIMUM = 4_096;
    private static final int TOPICS = 100;

    private final Backlog backlog;

    private DrainComparison(Backlog backlog) {
        this.backlog = backlog;
    }

    /**
     * Runs the comparison.
     *
     * @param arguments messages and rounds
     * @throws Exception if interrupted, or the broker does not start
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : MESSAGES;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        try (EmbeddedBroker broker =
                EmbeddedBroker.builder().queueSize(2 * messages).start()) {
            DrainComparison comparison = new DrainComparison(new Backlog(broker, messages, TOPICS));
            Backlog.compare(out, rounds, comparison::bare, comparison::latido);
        }
        // The bare client's network threads would keep the JVM alive.
        System.exit(0);
    }

    private double bare(int round) throws InterruptedException {
        return backlog.drainedBy(
                (publish, done) -> {
                    publish.acknowledge();
                    done.run();
                },
                round,
                RECEIVE_MAXIMUM);
    }

    private double latido(int round) throws InterruptedException {
        backlog.fill("latido", round);
        CountDownLatch left = new CountDownLatch(backlog.messages());
        SeenStore store = MemorySeenStore.create();
        long start = System.nanoTime();
        try (MqttConnection connection = MqttConnection.builder()
                .broker(backlog.broker().uri())
                .clientId("latido")
                .receiveMaximum(RECEIVE_MAXIMUM)
                .withoutPresence("a benchmark")
                .start()) {
            IdempotentSubscriber.builder(connection)
                    .group("benchmark")
                    .filter(TopicFilter.of(Backlog.FILTER))
                    .payload(Double.class)
                    .seenStore(store)
                    .handler(message -> left.countDown())
                    .start();
            left.await();
            return backlog.perSecond(System.nanoTime() - start);
        }
    }
}
