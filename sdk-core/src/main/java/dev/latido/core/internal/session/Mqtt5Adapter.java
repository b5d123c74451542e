package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRec;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import dev.latido.core.BrokerGrants;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Qos;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A connection that speaks MQTT 5. */
public final class Mqtt5Adapter implements MqttClientAdapter {

    /** By level. */
    private static final MqttQos[] QOS = MqttQos.values();

    private static final int MOST_TOPICS = 256;

    private final Map<Topic, MqttTopic> topics = new ConcurrentHashMap<>();
    private final ConnectionSettings settings;
    private final Mqtt5AsyncClient client;
    private final Receiver receiver;
    private final AttemptChannel channel = new AttemptChannel();

    /** For all messages with nothing but topic and payload, one at a time; guarded by itself. */
    private final Mqtt5PublishBuilder plain = Mqtt5Publish.builder();

    Mqtt5Adapter(ConnectionSettings settings, AttemptSecurity security, MqttClientBuilder common, Receiver receiver) {
        this.settings = settings;
        this.receiver = receiver;
        Mqtt5ClientBuilder builder = common.useMqttVersion5()
                .addConnectedListener(context -> forgetWithConnection())
                .addDisconnectedListener(context -> receiver.disconnected(end(context)));
        OutgoingPublish will = settings.will();
        if (will != null) {
            builder = builder.willPublish(message(will)
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

    /** The client's own DISCONNECT looks like one of the broker's. */
    private static Throwable end(MqttClientDisconnectedContext context) {
        Throwable cause = translated(context.getCause());
        boolean tooMuch = cause instanceof BrokerAnswerException answer
                && answer.packet() == Packet.DISCONNECT
                && answer.code() == ReasonCodes.RECEIVE_MAXIMUM_EXCEEDED;
        return tooMuch && context.getSource() == MqttDisconnectSource.CLIENT
                ? new ReceiveMaximumExceededException(cause)
                : cause;
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
                                .cleanStart(false)
                                .sessionExpiryInterval(settings.sessionExpiry().toSeconds())
                                .keepAlive((int) settings.keepAlive().toSeconds())
                                .restrictions()
                                .receiveMaximum(settings.receiveMaximum())
                                .applyRestrictions()
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

    private BrokerGrants grants(Mqtt5ConnAck connAck) {
        Mqtt5ConnAckRestrictions restrictions = connAck.getRestrictions();
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
    public void publish(OutgoingPublish message, PublishOutcome outcome) {
        client.publish(publication(message)).whenComplete((result, failure) -> {
            Throwable error = failure == null ? result.getError().orElse(null) : failure;
            if (error == null) {
                outcome.settled(reasonCode(result), null);
            } else {
                outcome.settled(0, translated(error));
            }
        });
    }

    /** A topic of the client, which checks it and writes it as UTF-8; the last ones are kept. */
    private MqttTopic topic(Topic topic) {
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

    private Mqtt5Publish publication(OutgoingPublish message) {
        DeliveryOptions options = message.options();
        if (options.contentType() != null
                || options.expiry() != null
                || !options.userProperties().isEmpty()) {
            return message(message).build();
        }
        MqttTopic topic = topic(message.topic());
        synchronized (plain) {
            Mqtt5PublishBuilder.Complete complete = plain.topic(topic)
                    .qos(QOS[options.qos().level()])
                    .retain(options.retained())
                    .payload(message.payload());
            Mqtt5Publish publish = complete.build();
            var unused = complete.payload((byte[]) null);
            return publish;
        }
    }

    private Mqtt5PublishBuilder.Complete message(OutgoingPublish message) {
        DeliveryOptions options = message.options();
        Mqtt5PublishBuilder.Complete publish = Mqtt5Publish.builder()
                .topic(topic(message.topic()))
                .qos(QOS[options.qos().level()])
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
     * Unless they are wanted again, retained messages come for a new subscription only (retain handling 1, MQTT 5,
     * section 3.8.3.1), so that subscribing again after every CONNACK repeats nothing.
     */
    @Override
    public CompletableFuture<?> subscribe(List<TopicFilter> filters, boolean retainedAgain) {
        Mqtt5RetainHandling retained =
                retainedAgain ? Mqtt5RetainHandling.SEND : Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST;
        CompletableFuture<Void> subscribed = new CompletableFuture<>();
        client.subscribeWith()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt5Subscription.builder()
                                .topicFilter(filter.toString())
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .retainHandling(retained)
                                .build()))
                .send()
                .whenComplete((subAck, failure) -> {
                    Throwable refusal = failure == null ? refusal(subAck) : translated(failure);
                    if (refusal == null) {
                        subscribed.complete(null);
                    } else {
                        subscribed.completeExceptionally(refusal);
                    }
                });
        return subscribed;
    }

    /** The client takes it for a success as long as one of the filters is granted. */
    private static @Nullable Throwable refusal(Mqtt5SubAck subAck) {
        return subAck.getReasonCodes().stream()
                .filter(Mqtt5SubAckReasonCode::isError)
                .findFirst()
                .map(code -> refused(subAck, code, null))
                .orElse(null);
    }

    private static BrokerAnswerException refused(
            Mqtt5SubAck subAck, Mqtt5SubAckReasonCode code, @Nullable Throwable cause) {
        return new BrokerAnswerException(
                Packet.SUBACK, code.getCode(), code, reason(subAck.getReasonString(), Optional.empty()), cause);
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

    /** With the will (reason code 0x04, MQTT 5, section 3.14.2.1): if no next session comes, the others must know. */
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
    public Object client() {
        return client;
    }

    /** The broker's answer where the client's exception carries one. */
    public static Throwable translated(Throwable failure) {
        if (failure instanceof Mqtt5ConnAckException refused) {
            Mqtt5ConnAck connAck = refused.getMqttMessage();
            return new BrokerAnswerException(
                    Packet.CONNACK,
                    connAck.getReasonCode().getCode(),
                    connAck.getReasonCode(),
                    reason(connAck.getReasonString(), connAck.getServerReference()),
                    failure);
        }
        if (failure instanceof Mqtt5PubAckException rejected) {
            Mqtt5PubAck pubAck = rejected.getMqttMessage();
            return new BrokerAnswerException(
                    Packet.PUBACK,
                    pubAck.getReasonCode().getCode(),
                    pubAck.getReasonCode(),
                    reason(pubAck.getReasonString(), Optional.empty()),
                    failure);
        }
        if (failure instanceof Mqtt5PubRecException rejected) {
            Mqtt5PubRec pubRec = rejected.getMqttMessage();
            return new BrokerAnswerException(
                    Packet.PUBREC,
                    pubRec.getReasonCode().getCode(),
                    pubRec.getReasonCode(),
                    reason(pubRec.getReasonString(), Optional.empty()),
                    failure);
        }
        if (failure instanceof Mqtt5SubAckException refused) {
            Mqtt5SubAck subAck = refused.getMqttMessage();
            return refused(subAck, subAck.getReasonCodes().get(0), failure);
        }
        if (failure instanceof Mqtt5DisconnectException ended) {
            Mqtt5Disconnect disconnect = ended.getMqttMessage();
            return new BrokerAnswerException(
                    Packet.DISCONNECT,
                    disconnect.getReasonCode().getCode(),
                    disconnect.getReasonCode(),
                    reason(disconnect.getReasonString(), disconnect.getServerReference()),
                    failure);
        }
        return failure;
    }

    /** What the broker says beyond the code, with the server that it names instead of itself (section 4.11). */
    private static String reason(Optional<MqttUtf8String> words, Optional<MqttUtf8String> server) {
        return Stream.of(words.map(Object::toString), server.map(name -> "server reference: " + name))
                .flatMap(Optional::stream)
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining("; "));
    }

    /** A message of MQTT 5. */
    record Message(Mqtt5Publish publish) implements IncomingPublish {

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
            List<? extends Mqtt5UserProperty> properties =
                    publish.getUserProperties().asList();
            if (properties.isEmpty()) {
                return List.of();
            }
            return properties.stream()
                    .map(property -> Map.entry(
                            property.getName().toString(), property.getValue().toString()))
                    .toList();
        }

        @Override
        public byte @Nullable [] correlationData() {
            return publish.getCorrelationData().map(Message::copy).orElse(null);
        }

        private static byte[] copy(ByteBuffer data) {
            byte[] bytes = new byte[data.remaining()];
            data.duplicate().get(bytes);
            return bytes;
        }

        @Override
        public void acknowledge() {
            publish.acknowledge();
        }
    }
}
