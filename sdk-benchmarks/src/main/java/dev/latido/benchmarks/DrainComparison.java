package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.MemorySeenStore;
import dev.latido.idempotency.SeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.topics.TopicFilter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Draining a backlog that waits in a persistent session: the subscriber with its ids in memory against the bare HiveMQ
 * client that acknowledges by hand and looks at nothing. Same broker, same receive maximum, in turns. Prints the median
 * of the rounds and the ratio. Arguments: messages (default 200,000), rounds (default 5).
 */
public final class DrainComparison {

    private static final int MESSAGES = 200_000;
    private static final int ROUNDS = 5;
    private static final int RECEIVE_MAXIMUM = 4_096;
    private static final int WINDOW = 2_000;
    private static final int TOPICS = 100;
    private static final String FILTER = "acme/v1/evt/planta-1/norte/+/temp";

    private final EmbeddedBroker broker;
    private final PrintStream out;
    private final int messages;

    private DrainComparison(EmbeddedBroker broker, PrintStream out, int messages) {
        this.broker = broker;
        this.out = out;
        this.messages = messages;
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
            new DrainComparison(broker, out, messages).run(rounds);
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
                median(bare), median(latido), median(latido) / median(bare));
    }

    private static double median(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double perSecond(long nanos) {
        return messages / (nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private Mqtt5AsyncClient client(String id) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .serverHost(broker.host())
                .serverPort(broker.port())
                .buildAsync();
    }

    /** A session of that name with everything in its queue. */
    private void backlog(String clientId, int round) throws InterruptedException {
        broker.dropSession(clientId);
        Mqtt5AsyncClient subscriber = client(clientId);
        subscriber
                .connectWith()
                .cleanStart(true)
                .sessionExpiryInterval(3_600)
                .send()
                .join();
        subscriber
                .subscribeWith()
                .topicFilter(FILTER)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .join();
        subscriber.disconnect().join();
        Mqtt5AsyncClient producer = client("producer");
        producer.connect().join();
        Semaphore room = new Semaphore(WINDOW);
        for (int i = 0; i < messages; i++) {
            room.acquire();
            String payload = "{\"id\":\"gw-" + i % TOPICS + ":" + (round + 10) + ":" + i / TOPICS
                    + "\",\"ts\":1732272000000,\"v\":21.3}";
            producer.publishWith()
                    .topic("acme/v1/evt/planta-1/norte/gw-" + i % TOPICS + "/temp")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .send()
                    .whenComplete((result, failure) -> room.release());
        }
        room.acquire(WINDOW);
        producer.disconnect().join();
    }

    private double bare() throws InterruptedException {
        backlog("bare", 0);
        Mqtt5AsyncClient client = client("bare");
        CountDownLatch left = new CountDownLatch(messages);
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> {
                    publish.acknowledge();
                    left.countDown();
                },
                true);
        long start = System.nanoTime();
        client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(3_600)
                .restrictions()
                .receiveMaximum(RECEIVE_MAXIMUM)
                .applyRestrictions()
                .send()
                .join();
        left.await();
        double rate = perSecond(System.nanoTime() - start);
        client.disconnect().join();
        return rate;
    }

    private double latido(int round) throws InterruptedException {
        backlog("latido", round);
        CountDownLatch left = new CountDownLatch(messages);
        SeenStore store = MemorySeenStore.create();
        long start = System.nanoTime();
        try (MqttConnection connection = MqttConnection.builder()
                .broker(broker.uri())
                .clientId("latido")
                .receiveMaximum(RECEIVE_MAXIMUM)
                .withoutPresence("a benchmark")
                .start()) {
            IdempotentSubscriber.builder(connection)
                    .group("benchmark")
                    .filter(TopicFilter.of(FILTER))
                    .payload(Double.class)
                    .seenStore(store)
                    .handler(message -> left.countDown())
                    .start();
            left.await();
            return perSecond(System.nanoTime() - start);
        }
    }
}
