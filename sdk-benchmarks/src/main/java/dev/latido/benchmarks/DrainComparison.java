package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.MemorySeenStore;
import dev.latido.idempotency.SeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.topics.TopicFilter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Draining a backlog that waits in a persistent session: the subscriber with its ids in memory against the bare HiveMQ
 * client that acknowledges by hand and looks at nothing. Same broker, same receive maximum, in turns. Prints the median
 * of the rounds and the ratio. Arguments: messages (default 200,000), rounds (default 5).
 */
public final class DrainComparison {

    private static final int MESSAGES = 200_000;
    private static final int ROUNDS = 5;
    private static final int RECEIVE_MAXIMUM = 4_096;
    private static final int TOPICS = 100;

    private final Backlog backlog;
    private final PrintStream out;

    private DrainComparison(Backlog backlog, PrintStream out) {
        this.backlog = backlog;
        this.out = out;
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
            new DrainComparison(new Backlog(broker, messages, TOPICS), out).run(rounds);
        }
        // The bare client's network threads would keep the JVM alive.
        System.exit(0);
    }

    private void run(int rounds) throws Exception {
        double[] bare = new double[rounds];
        double[] latido = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            double bareRate = bare();
            double latidoRate = latido(round);
            out.printf("round %2d  bare %,9.0f/s  subscriber %,9.0f/s%n", round, bareRate, latidoRate);
            if (round >= 0) {
                bare[round] = bareRate;
                latido[round] = latidoRate;
            }
        }
        out.printf(
                "median    bare %,9.0f/s  subscriber %,9.0f/s (%.2f x)%n",
                Medians.of(bare), Medians.of(latido), Medians.of(latido) / Medians.of(bare));
    }

    private double bare() throws InterruptedException {
        backlog.fill("bare", 0);
        Mqtt5AsyncClient client = backlog.client("bare");
        CountDownLatch left = new CountDownLatch(backlog.messages());
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> {
                    publish.acknowledge();
                    left.countDown();
                },
                true);
        long start = System.nanoTime();
        backlog.resume(client, RECEIVE_MAXIMUM);
        left.await();
        double rate = backlog.perSecond(System.nanoTime() - start);
        client.disconnect().join();
        return rate;
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
