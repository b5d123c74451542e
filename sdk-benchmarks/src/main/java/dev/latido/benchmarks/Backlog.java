package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.latido.testkit.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Messages that wait in a persistent session, for a comparison of those who drain it.
 *
 * @param broker the broker that has them
 * @param messages how many there are
 * @param topics of how many topics
 */
record Backlog(EmbeddedBroker broker, int messages, int topics) {

    /** What the session is subscribed to. */
    static final String FILTER = "acme/v1/evt/planta-1/norte/+/temp";

    private static final int WINDOW = 2_000;

    /** A bare client of that name, not connected. */
    Mqtt5AsyncClient client(String id) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .serverHost(broker.host())
                .serverPort(broker.port())
                .buildAsync();
    }

    /** Makes a session of that name with everything in its queue; the ids are those of the round, above -10. */
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

    /** Goes on with the session of a client, which then gets what waits. */
    void resume(Mqtt5AsyncClient client, int receiveMaximum) {
        client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(3_600)
                .restrictions()
                .receiveMaximum(receiveMaximum)
                .applyRestrictions()
                .send()
                .join();
    }

    /** The rate at which it was drained. */
    double perSecond(long nanos) {
        return messages / (nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
