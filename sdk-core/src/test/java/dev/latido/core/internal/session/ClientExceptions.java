package dev.latido.core.internal.session;

import com.hivemq.client.internal.mqtt.datatypes.MqttUserPropertiesImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUtf8StringImpl;
import com.hivemq.client.internal.mqtt.message.connect.connack.MqttConnAck;
import com.hivemq.client.internal.mqtt.message.connect.connack.MqttConnAckRestrictions;
import com.hivemq.client.internal.mqtt.message.disconnect.MqttDisconnect;
import com.hivemq.client.internal.mqtt.message.publish.puback.MqttPubAck;
import com.hivemq.client.internal.mqtt.message.subscribe.suback.MqttSubAck;
import com.hivemq.client.internal.util.collections.ImmutableList;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The exceptions of the client library, as it throws them and as the other rooms see them. */
public final class ClientExceptions {

    private static final MqttUserPropertiesImpl NO_PROPERTIES = MqttUserPropertiesImpl.NO_USER_PROPERTIES;

    private ClientExceptions() {}

    /** Returns the broker's refusal of a connection, as other rooms see it. */
    public static Throwable refused(int code) {
        return Mqtt5Failures.translated(refusal(Objects.requireNonNull(Mqtt5ConnAckReasonCode.fromCode(code)), null));
    }

    /** Returns a DISCONNECT of the broker, as other rooms see it. */
    public static Throwable disconnected(int code) {
        return Mqtt5Failures.translated(disconnect(Objects.requireNonNull(Mqtt5DisconnectReasonCode.fromCode(code))));
    }

    /** Returns the end of a connection that the broker closed, as other rooms see it. */
    public static Throwable closed() {
        return Mqtt5Failures.translated(new ConnectionClosedException("Server closed connection without DISCONNECT."));
    }

    /** Returns the end of a connection after an error, as other rooms see it. */
    public static Throwable brokenBy(Throwable error) {
        return Mqtt5Failures.translated(new ConnectionClosedException(error));
    }

    /** Returns the failure of a packet that the broker would not accept, as other rooms see it. */
    public static Throwable packetTooLarge() {
        return Mqtt5Failures.translated(new MqttEncodeException("too large"));
    }

    static Mqtt5ConnAckException refusal(Mqtt5ConnAckReasonCode code, @Nullable String reason) {
        return refusal(code, reason, null);
    }

    static Mqtt5ConnAckException refusal(
            Mqtt5ConnAckReasonCode code, @Nullable String reason, @Nullable String server) {
        MqttConnAck connAck = new MqttConnAck(
                code,
                false,
                0,
                0,
                null,
                null,
                MqttConnAckRestrictions.DEFAULT,
                null,
                server == null ? null : MqttUtf8StringImpl.of(server),
                reason == null ? null : MqttUtf8StringImpl.of(reason),
                NO_PROPERTIES);
        return new Mqtt5ConnAckException(connAck, "refused");
    }

    static Mqtt5PubAckException rejection(Mqtt5PubAckReasonCode code, @Nullable String reason) {
        return new Mqtt5PubAckException(
                new MqttPubAck(1, code, reason == null ? null : MqttUtf8StringImpl.of(reason), NO_PROPERTIES),
                "rejected");
    }

    static Mqtt5DisconnectException disconnect(Mqtt5DisconnectReasonCode code) {
        return disconnect(code, null);
    }

    static Mqtt5DisconnectException disconnect(Mqtt5DisconnectReasonCode code, @Nullable String server) {
        MqttUtf8StringImpl reference = server == null ? null : MqttUtf8StringImpl.of(server);
        return new Mqtt5DisconnectException(
                new MqttDisconnect(code, 0, reference, null, NO_PROPERTIES), "disconnected");
    }

    static Mqtt5SubAckException refusedSubscription() {
        return new Mqtt5SubAckException(
                new MqttSubAck(1, ImmutableList.of(Mqtt5SubAckReasonCode.NOT_AUTHORIZED), null, NO_PROPERTIES),
                "refused");
    }
}
