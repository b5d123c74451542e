package dev.latido.core.internal.culprit;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import dev.latido.core.internal.AttemptFailedException;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.culprit.WillTrials.Step;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.session.ReasonCodes;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WillTrialsTest {

    private final Throwable closed = new ConnectionEndedException("closed", null);

    private final WillTrials will = new WillTrials(true, Duration.ofMinutes(1));

    private void failThreeTimes() {
        assertThat(will.failed(closed)).isFalse();
        assertThat(will.failed(closed)).isFalse();
        assertThat(will.failed(closed)).isTrue();
    }

    @Test
    void shouldReportAWillAfterComparingTwice() {
        failThreeTimes();
        assertThat(will.opened()).isEqualTo(Step.COMPARE);
        assertThat(will.isWithheld()).isFalse();
        assertThat(will.failed(closed)).isTrue();

        assertThat(will.opened()).isEqualTo(Step.REPORT);
        assertThat(will.isWithheld()).isTrue();
        assertThat(will.pause()).isEqualTo(Duration.ofMinutes(1));

        will.again();
        assertThat(will.pause()).as("after a trial").isEqualTo(Duration.ofMinutes(2));
        assertThat(will.failed(closed)).as("known by now").isTrue();
        assertThat(will.opened()).as("reported already").isEqualTo(Step.USE);
    }

    @Test
    void shouldNotBlameTheWillWhenTheBrokerIsBack() {
        failThreeTimes();
        assertThat(will.opened()).isEqualTo(Step.COMPARE);

        assertThat(will.opened()).isEqualTo(Step.USE);
        assertThat(will.isWithheld()).isFalse();
    }

    @Test
    void shouldNotBlameTheWillWhenAttemptsFailWithoutIt() {
        failThreeTimes();

        assertThat(will.failed(closed)).isFalse();
        assertThat(will.isWithheld()).isFalse();
        assertThat(will.failed(closed)).isFalse();
    }

    @Test
    void shouldNotCountAttemptsThatDidNotReachTheBroker() {
        for (int i = 0; i < 10; i++) {
            assertThat(will.failed(new IOException("connection refused"))).isFalse();
        }
    }

    @Test
    void shouldTryWithoutTheWillAtOnceWhenTheBrokerNamesIt() {
        assertThat(will.failed(
                        new BrokerAnswerException(Packet.CONNACK, 0x9A, Thread.State.NEW, "no retained wills", null)))
                .isTrue();
    }

    @Test
    void shouldDoNothingWithoutAWill() {
        WillTrials none = new WillTrials(false, Duration.ofMinutes(1));
        for (int i = 0; i < 10; i++) {
            assertThat(none.failed(closed)).isFalse();
        }
        assertThat(none.opened()).isEqualTo(Step.USE);
    }

    /** A version that the broker does not support, a wrong port, a broken handshake. */
    @ParameterizedTest
    @MethodSource("knownReasons")
    void shouldNotBlameTheWillForWhatHasAnotherReason(Throwable known) {
        for (int i = 0; i < 5; i++) {
            assertThat(will.failed(known)).isFalse();
        }
    }

    static Stream<Throwable> knownReasons() {
        Throwable closed = new ConnectionEndedException("closed", null);
        URI broker = URI.create("mqtt://localhost:1883");
        return Stream.of(
                new BrokerAnswerException(
                        Packet.CONNACK,
                        ReasonCodes.UNSUPPORTED_PROTOCOL_VERSION,
                        Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
                        "",
                        closed),
                new AttemptFailedException(broker, "this port answers with HTTP", "use another", true, closed));
    }

    @Test
    void shouldBlameTheWillWhenTheFailureIsOnlyWorded() {
        Throwable worded = new AttemptFailedException(
                URI.create("mqtt://localhost:1883"), "closed before CONNACK", "see the broker's log", false, closed);

        assertThat(will.failed(worded)).isFalse();
        assertThat(will.failed(worded)).isFalse();
        assertThat(will.failed(worded)).isTrue();
    }
}
