package dev.latido.core.internal.session;

import com.hivemq.client.internal.mqtt.MqttClientConnectionConfig;
import com.hivemq.client.mqtt.MqttClientConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.lifecycle.MqttClientConnectedContext;
import dev.latido.core.BrokerGrants;
import dev.latido.core.Qos;
import dev.latido.topics.Topic;
import io.reactivex.Flowable;
import io.reactivex.FlowableSubscriber;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a client that is the same for MQTT 5 and MQTT 3.1.1: connecting, receiving, aborting, topics. Thread-safe. */
final class ClientChannel {

    private static final Logger log = LoggerFactory.getLogger(ClientChannel.class);

    private static final int MOST_TOPICS = 256;

    /** By level. */
    private static final MqttQos[] QOS = MqttQos.values();

    private final AttemptChannel attempt = new AttemptChannel();
    private final Map<Topic, MqttTopic> topics = new ConcurrentHashMap<>();
    private volatile @Nullable Arrivals<?> arrivals;

    /**
     * The flow of all messages that come over the connection. The MQTT client ends it with a session whose messages are
     * all acknowledged, but not with an attempt that fails. In all other cases it must be cancelled.
     *
     * @param <P> the client's message
     */
    private static final class Arrivals<P> implements FlowableSubscriber<P> {

        private final Consumer<P> receiver;
        private volatile @Nullable Subscription flow;

        private Arrivals(Consumer<P> receiver) {
            this.receiver = receiver;
        }

        private void cancel() {
            Subscription begun = flow;
            if (begun == null) {
                return;
            }
            try {
                begun.cancel();
            } catch (RejectedExecutionException e) {
                log.debug("the event loop has ended, and the flow with it", e);
            }
        }

        @Override
        public void onSubscribe(Subscription begun) {
            flow = begun;
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(P message) {
            receiver.accept(message);
        }

        @Override
        public void onError(Throwable cause) {
            // The session has ended, which the disconnected listener reports.
        }

        @Override
        public void onComplete() {
            // As above.
        }
    }

    /** Passes all messages to the receiver, until {@link #release}. Called once, before the connection is opened. */
    <P> void receive(Flowable<P> messages, Consumer<P> receiver) {
        Arrivals<P> begun = new Arrivals<>(receiver);
        arrivals = begun;
        messages.subscribe(begun);
    }

    /** Ends the flow of messages, and drops messages that have not been passed on. */
    void release() {
        Arrivals<?> begun = arrivals;
        if (begun != null) {
            begun.cancel();
        }
    }

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
