package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAck;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAckReturnCode;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import org.jspecify.annotations.Nullable;

/** Translates the exceptions of the MQTT 3.1.1 client. Answers get the code that MQTT 5 has for them. */
final class Mqtt3Failures {

    private Mqtt3Failures() {}

    /** Returns the broker's answer where the client's exception carries one. */
    static Throwable translated(Throwable failure) {
        if (failure instanceof Mqtt3ConnAckException refused) {
            Mqtt3ConnAckReturnCode code = refused.getMqttMessage().getReturnCode();
            return new BrokerAnswerException(Packet.CONNACK, mqtt5Code(code), code, "", failure);
        }
        if (ClientFailures.malformedConnAck(failure) != null) {
            return new BrokerAnswerException(
                    Packet.CONNACK,
                    ReasonCodes.UNSUPPORTED_PROTOCOL_VERSION,
                    Mqtt3ConnAckReturnCode.UNSUPPORTED_PROTOCOL_VERSION,
                    "its CONNACK does not have the form of MQTT 3.1.1",
                    failure);
        }
        return failure instanceof Mqtt3SubAckException ? refused(failure) : ClientFailures.translated(failure);
    }

    /**
     * Returns the broker's refusal of one of several filters, or null if it granted all of them. The client reports a
     * success if at least one filter is granted.
     */
    static @Nullable Throwable refusal(Mqtt3SubAck subAck) {
        return subAck.getReturnCodes().contains(Mqtt3SubAckReturnCode.FAILURE) ? refused(null) : null;
    }

    private static BrokerAnswerException refused(@Nullable Throwable cause) {
        return new BrokerAnswerException(
                Packet.SUBACK, ReasonCodes.UNSPECIFIED_ERROR, Mqtt3SubAckReturnCode.FAILURE, "", cause);
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
}
