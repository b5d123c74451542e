package dev.latido.core.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.internal.mqtt.exceptions.mqtt3.Mqtt3ExceptionFactory;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.latido.core.ConnectionRefusedException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ReasonCodesTest {

    @ParameterizedTest
    @EnumSource(Mqtt5ConnAckReasonCode.class)
    void shouldKnowTheCodeOfEveryConnAck(Mqtt5ConnAckReasonCode code) {
        assertThat(ReasonCodes.of(Mqtt5Failures.translated(ClientExceptions.refusal(code, null))))
                .isEqualTo(code.getCode());
    }

    @Test
    void shouldKnowTheCodeOfADisconnectAndOfARefusal() {
        URI broker = URI.create("mqtts://broker");

        assertThat(ReasonCodes.of(Mqtt5Failures.translated(
                        ClientExceptions.disconnect(Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER))))
                .isEqualTo(0x8E);
        assertThat(ReasonCodes.of(new ConnectionRefusedException(broker, 134, "no", null)))
                .isEqualTo(134);
    }

    @Test
    void shouldKnowNoCodeWhenTheBrokerGaveNone() {
        assertThat(ReasonCodes.of(new IllegalStateException("reset by peer"))).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mqtt5ConnAckReasonCode.class,
            mode = Mode.EXCLUDE,
            names = {
                "SUCCESS",
                "UNSPECIFIED_ERROR",
                "IMPLEMENTATION_SPECIFIC_ERROR",
                "SERVER_UNAVAILABLE",
                "SERVER_BUSY",
                "QUOTA_EXCEEDED",
                "CONNECTION_RATE_EXCEEDED"
            })
    void shouldTakeARefusalAsLastingWhenTimeDoesNotMendIt(Mqtt5ConnAckReasonCode code) {
        assertThat(ReasonCodes.permanentRefusal(Mqtt5Failures.translated(ClientExceptions.refusal(code, null))))
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mqtt5ConnAckReasonCode.class,
            names = {
                "UNSPECIFIED_ERROR",
                "IMPLEMENTATION_SPECIFIC_ERROR",
                "SERVER_UNAVAILABLE",
                "SERVER_BUSY",
                "QUOTA_EXCEEDED",
                "CONNECTION_RATE_EXCEEDED"
            })
    void shouldTakeARefusalAsPassingWhenTimeMendsIt(Mqtt5ConnAckReasonCode code) {
        assertThat(ReasonCodes.permanentRefusal(Mqtt5Failures.translated(ClientExceptions.refusal(code, null))))
                .isNull();
    }

    @Test
    void shouldTakeNothingElseAsARefusal() {
        assertThat(ReasonCodes.permanentRefusal(new IllegalStateException())).isNull();
        assertThat(ReasonCodes.permanentRefusal(Mqtt5Failures.translated(
                        ClientExceptions.disconnect(Mqtt5DisconnectReasonCode.NOT_AUTHORIZED))))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(Mqtt5PubAckReasonCode.class)
    void shouldSendAgainOnlyWhatTheBrokerMayTakeLater(Mqtt5PubAckReasonCode code) {
        boolean passing = switch (code) {
            case UNSPECIFIED_ERROR, IMPLEMENTATION_SPECIFIC_ERROR, PACKET_IDENTIFIER_IN_USE, QUOTA_EXCEEDED -> true;
            default -> false;
        };

        assertThat(ReasonCodes.isPassing(answer(ClientExceptions.rejection(code, null))))
                .isEqualTo(passing);
    }

    @Test
    void shouldSayTheReasonInWords() {
        assertThat(answer(ClientExceptions.refusal(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, "try again"))
                        .words())
                .isEqualTo("bad user name or password (try again)");
        assertThat(answer(ClientExceptions.refusal(Mqtt5ConnAckReasonCode.BANNED, null))
                        .words())
                .isEqualTo("banned");
        assertThat(answer(ClientExceptions.rejection(Mqtt5PubAckReasonCode.NOT_AUTHORIZED, "ask Ana"))
                        .words())
                .isEqualTo("not authorized (ask Ana)");
        assertThat(answer(ClientExceptions.rejection(Mqtt5PubAckReasonCode.TOPIC_NAME_INVALID, null))
                        .words())
                .isEqualTo("topic name invalid");
    }

    /** The client's MQTT 3.1.1 exceptions are made of MQTT 5 ones, there as here. */
    @ParameterizedTest
    @CsvSource({
        "UNSUPPORTED_PROTOCOL_VERSION, true",
        "CLIENT_IDENTIFIER_NOT_VALID, true",
        "SERVER_UNAVAILABLE, false",
        "BAD_USER_NAME_OR_PASSWORD, true",
        "NOT_AUTHORIZED, true"
    })
    void shouldGiveRefusalsOfMqtt311TheCodesOfMqtt5(Mqtt5ConnAckReasonCode code, boolean lasting) {
        RuntimeException refusal = Mqtt3ExceptionFactory.map(ClientExceptions.refusal(code, null));

        Throwable answer = Mqtt3Failures.translated(refusal);

        assertThat(refusal).isInstanceOf(Mqtt3ConnAckException.class);
        assertThat(ReasonCodes.of(answer)).isEqualTo(code.getCode());
        assertThat(ReasonCodes.permanentRefusal(answer) != null).isEqualTo(lasting);
    }

    private static BrokerAnswerException answer(Throwable failure) {
        return (BrokerAnswerException) Mqtt5Failures.translated(failure);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mqtt5DisconnectReasonCode.class,
            names = {"BAD_AUTHENTICATION_METHOD", "USE_ANOTHER_SERVER", "SERVER_MOVED"})
    void shouldTakeALastingEndForARefusal(Mqtt5DisconnectReasonCode code) {
        assertThat(ReasonCodes.permanentRefusal(Mqtt5Failures.translated(ClientExceptions.disconnect(code))))
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mqtt5DisconnectReasonCode.class,
            mode = Mode.EXCLUDE,
            names = {"BAD_AUTHENTICATION_METHOD", "USE_ANOTHER_SERVER", "SERVER_MOVED"})
    void shouldTryAgainAfterAnyOtherEnd(Mqtt5DisconnectReasonCode code) {
        assertThat(ReasonCodes.permanentRefusal(Mqtt5Failures.translated(ClientExceptions.disconnect(code))))
                .isNull();
    }

    @Test
    void shouldSayWhichServerTheBrokerNamesInstead() {
        Throwable refused = Mqtt5Failures.translated(
                ClientExceptions.refusal(Mqtt5ConnAckReasonCode.USE_ANOTHER_SERVER, "busy", "b2.acme.example:8883"));
        Throwable moved = Mqtt5Failures.translated(
                ClientExceptions.disconnect(Mqtt5DisconnectReasonCode.SERVER_MOVED, "b3.acme.example"));

        assertThat(refused).hasMessage("CONNACK: use another server (busy; server reference: b2.acme.example:8883)");
        assertThat(moved).hasMessage("DISCONNECT: server moved (server reference: b3.acme.example)");
    }
}
