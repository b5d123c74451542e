package dev.latido.core.internal.session;

import com.hivemq.client.internal.mqtt.datatypes.MqttUserPropertiesImpl;
import com.hivemq.client.internal.mqtt.datatypes.MqttUtf8StringImpl;
import com.hivemq.client.internal.mqtt.message.connect.connack.MqttConnAck;
import com.hivemq.client.internal.mqtt.message.connect.connack.MqttConnAckRestrictions;
import com.hivemq.client.internal.mqtt.message.disconnect.MqttDisconnect;
import com.hivemq.client.internal.mqtt.message.publish.puback.MqttPubAck;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import org.jspecify.annotations.Nullable;

/** What the client library throws when a broker says no. */
final class ClientExceptions {

    private static final MqttUserPropertiesImpl NO_PROPERTIES = MqttUserPropertiesImpl.NO_USER_PROPERTIES;

    private ClientExceptions() {}

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
}
