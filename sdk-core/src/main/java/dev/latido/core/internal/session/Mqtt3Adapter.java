package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAck;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAck;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAckReturnCode;
import com.hivemq.client.mqtt.mqtt3.message.unsubscribe.Mqtt3Unsubscribe;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import dev.latido.core.BrokerGrants;
import dev.latido.core.Qos;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The client for MQTT 3.1.1, for brokers that do not support MQTT 5. The version has no user properties, no reason code
 * in PUBACK and no limits in CONNACK; the broker decides when a persistent session ends.
 */
final class Mqtt3Adapter implements MqttClientAdapter {

    private final ConnectionSettings settings;
    private final Mqtt3AsyncClient client;
    private final Receiver receiver;
    private final ClientChannel channel = new ClientChannel();

    Mqtt3Adapter(ConnectionSettings settings, AttemptSecurity security, MqttClientBuilder common, Receiver receiver) {
        this.settings = settings;
        this.receiver = receiver;
        Mqtt3ClientBuilder builder = common.useMqttVersion3()
                .addDisconnectedListener(
                        context -> receiver.disconnected(Mqtt3Failures.translated(context.getCause())));
        OutgoingPublish will = settings.will();
        if (will != null) {
            builder = builder.willPublish(publication(will));
        }
        String username = security.username();
        byte[] password = security.password();
        if (username != null && password != null) {
            builder = builder.simpleAuth().username(username).password(password).applySimpleAuth();
        }
        this.client = builder.buildAsync();
    }

    @Override
    public CompletableFuture<BrokerGrants> connect() {
        channel.receive(
                client.toRx().publishes(MqttGlobalPublishFilter.ALL, true),
                publish -> receiver.arrived(new Mqtt3Message(publish)));
        return channel.connect(
                client.getConfig(),
                () -> client.connectWith()
                        .cleanSession(false)
                        .keepAlive((int) settings.keepAlive().toSeconds())
                        .send(),
                this::grants,
                Mqtt3Failures::translated);
    }

    /** Returns the values that MQTT 5 assumes where a broker gives none (section 3.2.2.3). */
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
    public int aliasBytes() {
        return 0;
    }

    @Override
    public void publish(OutgoingPublish message, PublishOutcome outcome) {
        client.publish(publication(message))
                .whenComplete((result, failure) -> outcome.settled(
                        ReasonCodes.SUCCESS, failure == null ? null : Mqtt3Failures.translated(failure)));
    }

    private Mqtt3Publish publication(OutgoingPublish message) {
        return Mqtt3Publish.builder()
                .topic(channel.topic(message.topic()))
                .qos(ClientChannel.qos(message.options().qos()))
                .retain(message.options().retained())
                .payload(message.payload())
                .build();
    }

    @Override
    public CompletableFuture<Qos> subscribe(List<TopicFilter> filters, boolean retainedAgain) {
        CompletableFuture<Qos> subscribed = new CompletableFuture<>();
        client.subscribeWith()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt3Subscription.builder()
                                .topicFilter(filter.toString())
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .build()))
                .send()
                .whenComplete((subAck, failure) -> {
                    Throwable refusal =
                            failure == null ? Mqtt3Failures.refusal(subAck) : Mqtt3Failures.translated(failure);
                    if (refusal == null) {
                        subscribed.complete(granted(subAck));
                    } else {
                        subscribed.completeExceptionally(refusal);
                    }
                });
        return subscribed;
    }

    private static Qos granted(Mqtt3SubAck subAck) {
        boolean none = subAck.getReturnCodes().contains(Mqtt3SubAckReturnCode.SUCCESS_MAXIMUM_QOS_0);
        return none ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
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

    /**
     * {@inheritDoc} MQTT 3.1.1 has no DISCONNECT with will, so the connection is closed without DISCONNECT. If that is
     * not possible, the content of the will is published before DISCONNECT.
     */
    @Override
    public void abandon() {
        if (channel.abort()) {
            return;
        }
        OutgoingPublish will = settings.will();
        if (will != null) {
            client.publish(publication(will)).exceptionally(alreadyGone -> null);
        }
        client.disconnect().exceptionally(alreadyGone -> null);
    }

    @Override
    public void abort() {
        channel.abort();
    }

    @Override
    public FirstBytes firstBytes() {
        return channel.firstBytes();
    }

    @Override
    public void release() {
        channel.release();
    }

    @Override
    public Object client() {
        return client;
    }
}
