package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.Mqtt5ReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRec;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import dev.latido.core.internal.limits.BrokerViolationException;
import dev.latido.core.internal.limits.ReceiveMaximumExceededException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Translates the exceptions of the MQTT 5 client. */
final class Mqtt5Failures {

    /** What is wrong with a CONNACK of MQTT 3.1.1 or with its return codes, by the rules of MQTT 5. */
    private static final Set<String> FORM_OF_MQTT3 =
            Set.of("remaining length too short", "wrong reason code", "wrong CONNACK flags, bits 7-1 must be 0");

    private static final String TIMEOUT = "Timeout while waiting";

    private Mqtt5Failures() {}

    /** Returns the broker's answer where the client's exception carries one. */
    static Throwable translated(Throwable failure) {
        String malformed = ClientFailures.malformedConnAck(failure);
        if (malformed != null && FORM_OF_MQTT3.contains(malformed)) {
            return answer(
                    Packet.CONNACK,
                    Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
                    "its CONNACK does not have the form of MQTT 5",
                    failure);
        }
        if (failure instanceof Mqtt5ConnAckException refused) {
            Mqtt5ConnAck connAck = refused.getMqttMessage();
            String reason = reason(connAck.getReasonString(), connAck.getServerReference());
            return answer(Packet.CONNACK, connAck.getReasonCode(), reason, failure);
        }
        if (failure instanceof Mqtt5PubAckException rejected) {
            Mqtt5PubAck pubAck = rejected.getMqttMessage();
            return answer(Packet.PUBACK, pubAck.getReasonCode(), reason(pubAck.getReasonString()), failure);
        }
        if (failure instanceof Mqtt5PubRecException rejected) {
            Mqtt5PubRec pubRec = rejected.getMqttMessage();
            return answer(Packet.PUBREC, pubRec.getReasonCode(), reason(pubRec.getReasonString()), failure);
        }
        if (failure instanceof Mqtt5SubAckException refused) {
            Mqtt5SubAck subAck = refused.getMqttMessage();
            return answer(Packet.SUBACK, subAck.getReasonCodes().get(0), reason(subAck.getReasonString()), failure);
        }
        if (failure instanceof Mqtt5DisconnectException ended) {
            Mqtt5Disconnect disconnect = ended.getMqttMessage();
            String reason = reason(disconnect.getReasonString(), disconnect.getServerReference());
            return answer(Packet.DISCONNECT, disconnect.getReasonCode(), reason, failure);
        }
        return ClientFailures.translated(failure);
    }

    /** Returns why a connection ended. The DISCONNECT that the client itself sends looks like one of the broker's. */
    static Throwable end(MqttClientDisconnectedContext context) {
        Throwable cause = translated(context.getCause());
        if (context.getSource() != MqttDisconnectSource.CLIENT
                || !(cause instanceof BrokerAnswerException answer)
                || answer.packet() != Packet.DISCONNECT) {
            return cause;
        }
        if (answer.code() == ReasonCodes.RECEIVE_MAXIMUM_EXCEEDED) {
            return new ReceiveMaximumExceededException(cause);
        }
        String detail = String.valueOf(context.getCause().getMessage());
        // The client also ends an attempt that is not answered in time.
        boolean isSilent = answer.code() == ReasonCodes.KEEP_ALIVE_TIMEOUT || detail.startsWith(TIMEOUT);
        return isSilent
                ? cause
                : new BrokerViolationException(
                        answer.words().contains(detail) ? answer.words() : answer.words() + ": " + detail, cause);
    }

    /**
     * Returns the broker's refusal of one of several filters, or null if it granted all of them. The client reports a
     * success if at least one filter is granted.
     */
    static @Nullable Throwable refusal(Mqtt5SubAck subAck) {
        return subAck.getReasonCodes().stream()
                .filter(Mqtt5SubAckReasonCode::isError)
                .findFirst()
                .map(code -> answer(Packet.SUBACK, code, reason(subAck.getReasonString()), null))
                .orElse(null);
    }

    private static <C extends Enum<C> & Mqtt5ReasonCode> BrokerAnswerException answer(
            Packet packet, C code, String reason, @Nullable Throwable cause) {
        return new BrokerAnswerException(packet, code.getCode(), code, reason, cause);
    }

    private static String reason(Optional<MqttUtf8String> words) {
        return reason(words, Optional.empty());
    }

    /** Returns what the broker says beyond the code, and the server that it names instead of itself (section 4.11). */
    private static String reason(Optional<MqttUtf8String> words, Optional<MqttUtf8String> server) {
        return Stream.of(words.map(Object::toString), server.map(name -> "server reference: " + name))
                .flatMap(Optional::stream)
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining("; "));
    }
}
