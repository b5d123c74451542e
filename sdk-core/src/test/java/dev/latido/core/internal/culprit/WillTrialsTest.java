package dev.latido.core.internal.culprit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.culprit.WillTrials.Step;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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
        assertThat(will.nextPause()).isEqualTo(Duration.ofMinutes(1));
        assertThat(will.nextPause()).isEqualTo(Duration.ofMinutes(2));

        will.again();
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
}
