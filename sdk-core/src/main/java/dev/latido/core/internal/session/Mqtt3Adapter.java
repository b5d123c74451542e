package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAck;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAck;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAckReturnCode;
import com.hivemq.client.mqtt.mqtt3.message.unsubscribe.Mqtt3Unsubscribe;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import dev.latido.core.BrokerGrants;
import dev.latido.core.Qos;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks MQTT 3.1.1, for brokers that know no better. What the version lacks is not asked for: no
 * user properties, no reason code in a PUBACK, no word of the broker's limits; its persistent session ends when the
 * broker likes.
 */
final class Mqtt3Adapter implements MqttClientAdapter {

    /** By level. */
    private static final MqttQos[] QOS = MqttQos.values();

    private final ConnectionSettings settings;
    private final Mqtt3AsyncClient client;
    private final Receiver receiver;
    private final AttemptChannel channel = new AttemptChannel();

    Mqtt3Adapter(ConnectionSettings settings, AttemptSecurity security, MqttClientBuilder common, Receiver receiver) {
        this.settings = settings;
        this.receiver = receiver;
        Mqtt3ClientBuilder builder = common.useMqttVersion3()
                .addConnectedListener(context -> forgetWithConnection())
                .addDisconnectedListener(context -> receiver.disconnected(translated(context.getCause())));
        OutgoingPublish will = settings.will();
        if (will != null) {
            builder = builder.willPublish(message(will));
        }
        String username = security.username();
        byte[] password = security.password();
        if (username != null && password != null) {
            builder = builder.simpleAuth().username(username).password(password).applySimpleAuth();
        }
        this.client = builder.buildAsync();
    }

    private void forgetWithConnection() {
        MqttClientAdapters.forgetWithConnection(client.getConfig());
    }

    @Override
    public CompletableFuture<BrokerGrants> connect() {
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> receiver.arrived(new Message(publish)), true);
        CompletableFuture<BrokerGrants> connected = new CompletableFuture<>();
        channel.open(
                        client.getConfig(),
                        () -> client.connectWith()
                                .cleanSession(false)
                                .keepAlive((int) settings.keepAlive().toSeconds())
                                .send())
                .whenComplete((connAck, failure) -> {
                    if (failure == null) {
                        connected.complete(grants(connAck));
                    } else {
                        connected.completeExceptionally(translated(failure));
                    }
                });
        return connected;
    }

    /** What MQTT 5 takes for granted where a broker says nothing (section 3.2.2.3). */
    private BrokerGrants grants(Mqtt3ConnAck connAck) {
        return new BrokerGrants(
                connAck.isSessionPresent(),
                Duration.ofSeconds(ConnectionSettings.NO_EXPIRY_SECONDS),
                Mqtt5ConnAckRestrictions.DEFAULT_RECEIVE_MAXIMUM,
                Mqtt5ConnAckRestrictions.DEFAULT_MAXIMUM_PACKET_SIZE_NO_LIMIT,
                Qos.EXACTLY_ONCE,
                true,
                true,
                false,
                settings.keepAlive(),
                settings.clientId());
    }

    @Override
    public void publish(OutgoingPublish message, PublishOutcome outcome) {
        client.publish(message(message))
                .whenComplete((result, failure) -> outcome.settled(ReasonCodes.SUCCESS, failure));
    }

    private static Mqtt3Publish message(OutgoingPublish message) {
        return Mqtt3Publish.builder()
                .topic(message.topic().toString())
                .qos(QOS[message.options().qos().level()])
                .retain(message.options().retained())
                .payload(message.payload())
                .build();
    }

    @Override
    public CompletableFuture<?> subscribe(List<TopicFilter> filters, boolean retainedAgain) {
        CompletableFuture<Void> subscribed = new CompletableFuture<>();
        client.subscribeWith()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt3Subscription.builder()
                                .topicFilter(filter.toString())
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .build()))
                .send()
                .whenComplete((subAck, failure) -> {
                    if (failure == null && !anyRefused(subAck)) {
                        subscribed.complete(null);
                    } else {
                        subscribed.completeExceptionally(refused(failure));
                    }
                });
        return subscribed;
    }

    /** The client takes it for a success as long as one of the filters is granted. */
    private static boolean anyRefused(Mqtt3SubAck subAck) {
        return subAck.getReturnCodes().contains(Mqtt3SubAckReturnCode.FAILURE);
    }

    private static Throwable refused(@Nullable Throwable failure) {
        if (failure != null && !(failure instanceof Mqtt3SubAckException)) {
            return failure;
        }
        return new BrokerAnswerException(
                Packet.SUBACK, ReasonCodes.UNSPECIFIED_ERROR, Mqtt3SubAckReturnCode.FAILURE, "", failure);
    }

    @Override
    public CompletableFuture<?> unsubscribe(List<TopicFilter> filters) {
        return client.unsubscribe(Mqtt3Unsubscribe.builder()
                .addTopicFilters(filters.stream().map(filter -> MqttTopicFilter.of(filter.toString())))
                .build());
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        return client.disconnect();
    }

    /** MQTT 3.1.1 has no goodbye with will, so there is none; or else what the will says is published first. */
    @Override
    public void abandon() {
        if (channel.abort()) {
            return;
        }
        OutgoingPublish will = settings.will();
        if (will != null) {
            client.publish(message(will)).exceptionally(alreadyGone -> null);
        }
        client.disconnect().exceptionally(alreadyGone -> null);
    }

    @Override
    public void abort() {
        channel.abort();
    }

    @Override
    public Object client() {
        return client;
    }

    /** The broker's answer where the client's exception carries one, with the code that MQTT 5 has for it. */
    static Throwable translated(Throwable failure) {
        if (failure instanceof Mqtt3ConnAckException refused) {
            Mqtt3ConnAckReturnCode code = refused.getMqttMessage().getReturnCode();
            return new BrokerAnswerException(Packet.CONNACK, mqtt5Code(code), code, "", failure);
        }
        return failure;
    }

    private static int mqtt5Code(Mqtt3ConnAckReturnCode code) {
        return switch (code) {
            case SUCCESS -> ReasonCodes.SUCCESS;
            case UNSUPPORTED_PROTOCOL_VERSION -> ReasonCodes.UNSUPPORTED_PROTOCOL_VERSION;
            case IDENTIFIER_REJECTED -> ReasonCodes.CLIENT_IDENTIFIER_NOT_VALID;
            case SERVER_UNAVAILABLE -> ReasonCodes.SERVER_UNAVAILABLE;
            case BAD_USER_NAME_OR_PASSWORD -> ReasonCodes.BAD_USER_NAME_OR_PASSWORD;
            case NOT_AUTHORIZED -> ReasonCodes.NOT_AUTHORIZED;
        };
    }

    /** A message of MQTT 3.1.1. */
    record Message(Mqtt3Publish publish) implements IncomingPublish {

        @Override
        public String topic() {
            return publish.getTopic().toString();
        }

        @Override
        public byte[] payload() {
            return publish.getPayloadAsBytes();
        }

        @Override
        public boolean retained() {
            return publish.isRetain();
        }

        @Override
        public boolean redeliverable() {
            return publish.getQos() != MqttQos.AT_MOST_ONCE;
        }

        @Override
        public List<Map.Entry<String, String>> userProperties() {
            return List.of();
        }

        @Override
        public void acknowledge() {
            publish.acknowledge();
        }
    }
}
