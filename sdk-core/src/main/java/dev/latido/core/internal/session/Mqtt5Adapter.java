package dev.latido.core.internal.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import dev.latido.core.BrokerGrants;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Qos;
import dev.latido.core.internal.limits.GrantCheck;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The client for MQTT 5. */
final class Mqtt5Adapter implements MqttClientAdapter {

    private final ConnectionSettings settings;
    private final Mqtt5AsyncClient client;
    private final Receiver receiver;
    private final ClientChannel channel = new ClientChannel();
    private volatile int aliasBytes;
    private final Object buildLock = new Object();

    /** Builds all messages that have nothing but topic and payload, one at a time. */
    @GuardedBy("buildLock")
    private final Mqtt5PublishBuilder plain = Mqtt5Publish.builder();

    Mqtt5Adapter(ConnectionSettings settings, AttemptSecurity security, MqttClientBuilder common, Receiver receiver) {
        this.settings = settings;
        this.receiver = receiver;
        Mqtt5ClientBuilder builder = common.useMqttVersion5()
                .addDisconnectedListener(context -> receiver.disconnected(Mqtt5Failures.end(context)));
        OutgoingPublish will = settings.will();
        if (will != null) {
            builder = builder.willPublish(complete(will)
                    .asWill()
                    .delayInterval(settings.willDelay().toSeconds())
                    .build());
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
                publish -> receiver.arrived(new Mqtt5Message(publish)));
        return channel.connect(
                client.getConfig(),
                () -> client.connectWith()
                        .cleanStart(false)
                        .sessionExpiryInterval(settings.sessionExpiry().toSeconds())
                        .keepAlive((int) settings.keepAlive().toSeconds())
                        .restrictions()
                        .receiveMaximum(settings.receiveMaximum())
                        .applyRestrictions()
                        .send(),
                this::grants,
                Mqtt5Failures::translated);
    }

    private BrokerGrants grants(Mqtt5ConnAck connAck) {
        Mqtt5ConnAckRestrictions restrictions = connAck.getRestrictions();
        aliasBytes = restrictions.getTopicAliasMaximum() == 0 ? 0 : GrantCheck.TOPIC_ALIAS;
        return new BrokerGrants(
                connAck.isSessionPresent(),
                Duration.ofSeconds(connAck.getSessionExpiryInterval()
                        .orElse(settings.sessionExpiry().toSeconds())),
                restrictions.getReceiveMaximum(),
                restrictions.getMaximumPacketSize(),
                Qos.valueOf(restrictions.getMaximumQos().name()),
                restrictions.isRetainAvailable(),
                restrictions.isWildcardSubscriptionAvailable(),
                restrictions.isSharedSubscriptionAvailable(),
                Duration.ofSeconds(connAck.getServerKeepAlive()
                        .orElse((int) settings.keepAlive().toSeconds())),
                connAck.getAssignedClientIdentifier().map(Object::toString).orElse(settings.clientId()));
    }

    @Override
    public int aliasBytes() {
        return aliasBytes;
    }

    @Override
    public void publish(OutgoingPublish message, PublishOutcome outcome) {
        client.publish(publication(message)).whenComplete((result, failure) -> {
            Throwable error = failure == null ? result.getError().orElse(null) : failure;
            if (error == null) {
                outcome.settled(reasonCode(result), null);
            } else {
                outcome.settled(0, Mqtt5Failures.translated(error));
            }
        });
    }

    private Mqtt5Publish publication(OutgoingPublish message) {
        DeliveryOptions options = message.options();
        if (options.contentType() != null
                || options.expiry() != null
                || !options.userProperties().isEmpty()) {
            return complete(message).build();
        }
        MqttTopic topic = channel.topic(message.topic());
        MqttQos qos = ClientChannel.qos(options.qos());
        byte[] payload = message.payload();
        synchronized (buildLock) {
            Mqtt5PublishBuilder.Complete complete =
                    plain.topic(topic).qos(qos).retain(options.retained()).payload(payload);
            Mqtt5Publish publish = complete.build();
            var unused = complete.payload((byte[]) null);
            return publish;
        }
    }

    private Mqtt5PublishBuilder.Complete complete(OutgoingPublish message) {
        DeliveryOptions options = message.options();
        Mqtt5PublishBuilder.Complete publish = Mqtt5Publish.builder()
                .topic(channel.topic(message.topic()))
                .qos(ClientChannel.qos(options.qos()))
                .retain(options.retained())
                .payload(message.payload());
        if (options.contentType() != null) {
            publish = publish.contentType(options.contentType());
        }
        if (options.expiry() != null) {
            publish = publish.messageExpiryInterval(options.expiry().toSeconds());
        }
        if (!options.userProperties().isEmpty()) {
            Mqtt5UserPropertiesBuilder properties = Mqtt5UserProperties.builder();
            for (Map.Entry<String, String> entry : options.userProperties()) {
                properties = properties.add(entry.getKey(), entry.getValue());
            }
            publish = publish.userProperties(properties.build());
        }
        return publish;
    }

    private static int reasonCode(Mqtt5PublishResult result) {
        if (result instanceof Mqtt5PublishResult.Mqtt5Qos1Result qos1) {
            return qos1.getPubAck().getReasonCode().getCode();
        }
        return result instanceof Mqtt5PublishResult.Mqtt5Qos2Result qos2
                ? qos2.getPubRec().getReasonCode().getCode()
                : ReasonCodes.SUCCESS;
    }

    /**
     * {@inheritDoc} Unless they are wanted again, the broker sends retained messages only for a new subscription
     * (retain handling 1, MQTT 5, section 3.8.3.1), so that restoring subscriptions after every CONNACK repeats
     * nothing.
     */
    @Override
    public CompletableFuture<Qos> subscribe(List<TopicFilter> filters, boolean retainedAgain) {
        Mqtt5RetainHandling retained =
                retainedAgain ? Mqtt5RetainHandling.SEND : Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST;
        CompletableFuture<Qos> subscribed = new CompletableFuture<>();
        client.subscribeWith()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt5Subscription.builder()
                                .topicFilter(filter.toString())
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .retainHandling(retained)
                                .build()))
                .send()
                .whenComplete((subAck, failure) -> {
                    Throwable refusal =
                            failure == null ? Mqtt5Failures.refusal(subAck) : Mqtt5Failures.translated(failure);
                    if (refusal == null) {
                        subscribed.complete(granted(subAck));
                    } else {
                        subscribed.completeExceptionally(refusal);
                    }
                });
        return subscribed;
    }

    private static Qos granted(Mqtt5SubAck subAck) {
        boolean none = subAck.getReasonCodes().contains(Mqtt5SubAckReasonCode.GRANTED_QOS_0);
        return none ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
    }

    @Override
    public CompletableFuture<?> unsubscribe(List<TopicFilter> filters) {
        return client.unsubscribe(Mqtt5Unsubscribe.builder()
                .addTopicFilters(filters.stream().map(filter -> MqttTopicFilter.of(filter.toString())))
                .build());
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        return client.disconnect();
    }

    /** {@inheritDoc} MQTT 5 has a DISCONNECT with will (reason code 0x04, section 3.14.2.1). */
    @Override
    public void abandon() {
        client.disconnectWith()
                .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                .send()
                .exceptionally(alreadyGone -> null);
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
