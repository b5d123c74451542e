package dev.latido.core.internal.session;

import com.hivemq.client.internal.mqtt.MqttClientConnectionConfig;
import com.hivemq.client.mqtt.MqttClientConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.lifecycle.MqttClientConnectedContext;
import dev.latido.core.BrokerGrants;
import dev.latido.core.Qos;
import dev.latido.topics.Topic;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The part of a client that is the same for MQTT 5 and MQTT 3.1.1: connecting, aborting, topics. Thread-safe. */
final class ClientChannel {

    private static final int MOST_TOPICS = 256;

    /** By level. */
    private static final MqttQos[] QOS = MqttQos.values();

    private final AttemptChannel attempt = new AttemptChannel();
    private final Map<Topic, MqttTopic> topics = new ConcurrentHashMap<>();

    /**
     * Makes the call that sends CONNECT.
     *
     * @return completes with the grants in the broker's CONNACK, or exceptionally with the translated failure
     */
    <A> CompletableFuture<BrokerGrants> connect(
            MqttClientConfig config,
            Supplier<CompletableFuture<A>> call,
            Function<A, BrokerGrants> grants,
            UnaryOperator<Throwable> translation) {
        CompletableFuture<BrokerGrants> connected = new CompletableFuture<>();
        attempt.open(config, call).whenComplete((connAck, failure) -> {
            if (failure == null) {
                connected.complete(grants.apply(connAck));
            } else {
                connected.completeExceptionally(translation.apply(failure));
            }
        });
        return connected;
    }

    /** Closes the network connection; returns false if that is not possible. */
    boolean abort() {
        return attempt.abort();
    }

    /** Returns what the peer has sent first. */
    FirstBytes firstBytes() {
        return attempt.firstBytes();
    }

    /** Returns the client's topic, which it has checked and encoded. The latest topics are kept. */
    MqttTopic topic(Topic topic) {
        MqttTopic known = topics.get(topic);
        if (known != null) {
            return known;
        }
        MqttTopic made = MqttTopic.of(topic.toString());
        if (topics.size() >= MOST_TOPICS) {
            topics.clear();
        }
        topics.put(topic, made);
        return made;
    }

    static MqttQos qos(Qos qos) {
        return QOS[qos.level()];
    }

    /**
     * Lets the client's state go with its connection. The client would keep unacknowledged messages for the session
     * expiry of seven days, in case it is connected again; here the outbox keeps them. The broker is not told.
     */
    static void forgetWithConnection(MqttClientConnectedContext context) {
        context.getClientConfig().getConnectionConfig().ifPresent(connection -> {
            if (connection instanceof MqttClientConnectionConfig local) {
                local.setSessionExpiryInterval(0);
            }
        });
    }
}
