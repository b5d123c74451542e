package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectRestrictions;
import dev.latido.core.MqttConnection;
import dev.latido.core.Outbox;
import dev.latido.core.PayloadCodec;
import dev.latido.core.ResilientPublisher;
import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** A client that publishes the same message with QoS 1 repeatedly. */
interface Producer extends AutoCloseable {

    /** The topic of all producers. */
    Topic TOPIC = Topic.of("acme/v1/evt/planta-1/norte/gw-a72f/temp");

    /** The payload of producers without a codec. */
    byte[] PAYLOAD =
            "{\"id\":\"gw-a72f:1732272000000123:42\",\"ts\":1732272000000,\"v\":21.3}".getBytes(StandardCharsets.UTF_8);

    /** Publishes; the callback receives null when the message is acknowledged, or the failure. */
    void send(BiConsumer<Object, Throwable> done);

    @Override
    void close();

    /** The bare HiveMQ client, whose window is the broker's receive maximum. */
    static Producer bare(int port) {
        return bare("bare", port, true);
    }

    /** The bare HiveMQ client, with as many topic aliases as the client and the broker support, or without them. */
    static Producer bare(String clientId, int port, boolean aliases) {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildAsync();
        client.connectWith()
                .restrictions()
                .sendTopicAliasMaximum(aliases ? Mqtt5ConnectRestrictions.DEFAULT_SEND_TOPIC_ALIAS_MAXIMUM : 0)
                .applyRestrictions()
                .send()
                .join();
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

    /** Eclipse Paho for MQTT 5, in memory like the others. */
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
                    throw new IllegalStateException("Paho did not disconnect", e);
                }
            }
        };
    }

    /** The publisher, with its own connection. */
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
