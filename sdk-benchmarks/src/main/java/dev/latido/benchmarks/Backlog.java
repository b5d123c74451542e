package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.latido.testkit.EmbeddedBroker;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Messages that are queued in a persistent session, for a comparison of the clients that drain it.
 *
 * @param broker the broker that has them
 * @param messages how many there are
 * @param topics of how many topics
 */
record Backlog(EmbeddedBroker broker, int messages, int topics) {

    /** The subscription of the session. */
    static final String FILTER = "acme/v1/evt/planta-1/norte/+/temp";

    private static final int WINDOW = 2_000;

    private Mqtt5AsyncClient client(String id) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .serverHost(broker.host())
                .serverPort(broker.port())
                .buildAsync();
    }

    /** Creates a session of that name with all messages in its queue; the ids are those of the round, above -10. */
    void fill(String clientId, int round) throws InterruptedException {
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
        publish(round);
    }

    /** Publishes everything with the ids of the round, above -10. */
    void publish(int round) throws InterruptedException {
        Mqtt5AsyncClient producer = client("producer");
        producer.connect().join();
        Semaphore room = new Semaphore(WINDOW);
        for (int i = 0; i < messages; i++) {
            room.acquire();
            String payload = "{\"id\":\"gw-" + i % topics + ":" + (round + 10) + ":" + i / topics
                    + "\",\"ts\":1732272000000,\"v\":21.3}";
            producer.publishWith()
                    .topic("acme/v1/evt/planta-1/norte/gw-" + i % topics + "/temp")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .send()
                    .whenComplete((result, failure) -> room.release());
        }
        room.acquire(WINDOW);
        producer.disconnect().join();
    }

    /** The handler of a bare client; it acknowledges, and reports when it is done. */
    interface Bare {
        void handle(Mqtt5Publish publish, Runnable done);
    }

    /** Drains the session with a bare client and returns the rate. */
    double drainedBy(Bare work, int round, int receiveMaximum) throws InterruptedException {
        fill("bare", round);
        Mqtt5AsyncClient client = client("bare");
        CountDownLatch left = new CountDownLatch(messages);
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> work.handle(publish, left::countDown), true);
        long start = System.nanoTime();
        client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(3_600)
                .restrictions()
                .receiveMaximum(receiveMaximum)
                .applyRestrictions()
                .send()
                .join();
        left.await();
        double rate = perSecond(System.nanoTime() - start);
        client.disconnect().join();
        return rate;
    }

    /** One of the two sides, which drains the session in a round and returns the rate. */
    interface Side {
        double drain(int round) throws Exception;
    }

    /** Runs both sides in turns, the first round as warm-up, and prints rounds, medians and the ratio. */
    static void compare(PrintStream out, int rounds, Side bare, Side subscriber) throws Exception {
        double[] bareRates = new double[rounds];
        double[] subscriberRates = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            double bareRate = bare.drain(round);
            double subscriberRate = subscriber.drain(round);
            out.printf("round %2d  bare %,9.0f/s  subscriber %,9.0f/s%n", round, bareRate, subscriberRate);
            if (round >= 0) {
                bareRates[round] = bareRate;
                subscriberRates[round] = subscriberRate;
            }
        }
        double bareMedian = Medians.of(bareRates);
        double subscriberMedian = Medians.of(subscriberRates);
        out.printf(
                "median    bare %,9.0f/s  subscriber %,9.0f/s (%.2f x)%n",
                bareMedian, subscriberMedian, subscriberMedian / bareMedian);
    }

    /** Returns the rate at which the session was drained. */
    double perSecond(long nanos) {
        return messages / (nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
