package dev.latido.benchmarks;

import dev.latido.core.MqttConnection;
import dev.latido.core.Outbox;
import dev.latido.core.PayloadCodec;
import dev.latido.core.ResilientPublisher;
import dev.latido.topics.Topic;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** One way to publish the same message with QoS 1 again and again. */
interface Producer extends AutoCloseable {

    /** Where all of them publish. */
    Topic TOPIC = Topic.of("acme/v1/evt/planta-1/norte/gw-a72f/temp");

    /** What they publish where no codec makes it. */
    byte[] PAYLOAD =
            "{\"id\":\"gw-a72f:1732272000000123:42\",\"ts\":1732272000000,\"v\":21.3}".getBytes(StandardCharsets.UTF_8);

    /** Publishes; the callback gets the failure, or null, once it is acknowledged. */
    void send(BiConsumer<Object, Throwable> done);

    @Override
    void close();

    /** The bare HiveMQ client, with its window at the broker's receive maximum. */
    static Producer bare(int port) {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("bare")
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildAsync();
        client.connect().join();
        return new Producer() {
            @Override
            public void send(BiConsumer<Object, Throwable> done) {
                client.publishWith()
                        .topic(TOPIC.toString())
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(PAYLOAD)
                        .send()
                        .whenComplete(done);
            }

            @Override
            public void close() {
                client.disconnect().join();
            }
        };
    }

    /** Eclipse Paho for MQTT 5, in memory as the others. */
    static Producer paho(int port, int window) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "paho", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setReceiveMaximum(window);
        client.connect(options).waitForCompletion();
        return new Producer() {
            @Override
            public void send(BiConsumer<Object, Throwable> done) {
                try {
                    client.publish(TOPIC.toString(), PAYLOAD, 1, false, null, new MqttActionListener() {
                        @Override
                        public void onSuccess(IMqttToken token) {
                            done.accept(token, null);
                        }

                        @Override
                        public void onFailure(IMqttToken token, Throwable failure) {
                            done.accept(token, failure);
                        }
                    });
                } catch (MqttException e) {
                    done.accept(TOPIC, e);
                }
            }

            @Override
            public void close() {
                try {
                    client.disconnect().waitForCompletion();
                    client.close();
                } catch (MqttException e) {
                    throw new IllegalStateException("Paho does not disconnect", e);
                }
            }
        };
    }

    /** The publisher, with a connection of its own. */
    static Producer latido(String clientId, int port, int window, Outbox outbox, @Nullable PayloadCodec codec) {
        MqttConnection connection = MqttConnection.builder()
                .broker("mqtt://127.0.0.1:" + port)
                .clientId(clientId)
                .withoutPresence("a benchmark")
                .connect();
        ResilientPublisher.Builder builder =
                ResilientPublisher.builder(connection).inFlight(window).outbox(outbox);
        ResilientPublisher publisher =
                codec == null ? builder.build() : builder.codec(codec).build();
        return new Producer() {
            @Override
            public void send(BiConsumer<Object, Throwable> done) {
                publisher.publish(TOPIC, 21.3).acknowledged().whenComplete(done);
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }
}
