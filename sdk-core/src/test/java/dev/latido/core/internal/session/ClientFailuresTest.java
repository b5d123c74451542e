package dev.latido.core.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.internal.mqtt.exceptions.mqtt3.Mqtt3ExceptionFactory;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.limits.NotGrantedException;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures that other rooms must recognise, whatever the MQTT version. */
class ClientFailuresTest {

    static Stream<UnaryOperator<Throwable>> versions() {
        return Stream.of(Mqtt5Failures::translated, Mqtt3Failures::translated);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldTellAPlainCloseFromAnErrorOfTheNetwork(UnaryOperator<Throwable> translation) {
        IOException reset = new IOException("reset by peer");

        assertThat(translation.apply(new ConnectionClosedException("closed")))
                .isInstanceOfSatisfying(
                        ConnectionEndedException.class,
                        ended -> assertThat(ended.isPlainClose()).isTrue())
                .hasMessage("closed")
                .hasNoCause();
        assertThat(translation.apply(new ConnectionClosedException(reset)))
                .isInstanceOfSatisfying(
                        ConnectionEndedException.class,
                        ended -> assertThat(ended.isPlainClose()).isFalse())
                .hasCause(reset);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldNameAPacketThatIsTooLarge(UnaryOperator<Throwable> translation) {
        assertThat(translation.apply(new MqttEncodeException("12 bytes exceed 10")))
                .isInstanceOfSatisfying(
                        NotGrantedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ReasonCodes.PACKET_TOO_LARGE))
                .hasMessage("12 bytes exceed 10");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldLeaveFailuresWithoutAnAnswerAsTheyAre(UnaryOperator<Throwable> translation) {
        IllegalStateException reset = new IllegalStateException("reset by peer");

        assertThat(translation.apply(reset)).isSameAs(reset);
    }

    /** The client's MQTT 3.1.1 exceptions are made of MQTT 5 ones, there as here. */
    @Test
    void shouldRecogniseARefusedSubscriptionOfMqtt311() {
        RuntimeException refusal = Mqtt3ExceptionFactory.map(ClientExceptions.refusedSubscription());

        assertThat(List.of(
                        Mqtt5Failures.translated(ClientExceptions.refusedSubscription()),
                        Mqtt3Failures.translated(refusal)))
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                BrokerAnswerException.class,
                                answer -> assertThat(answer.packet()).isEqualTo(BrokerAnswerException.Packet.SUBACK)));
    }
}
