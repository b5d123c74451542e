package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StateChangeTest {

    @Test
    void shouldHaveNoReasonWhenNothingFailed() {
        StateChange change =
                new StateChange(ConnectionState.CONNECTING, ConnectionState.CONNECTED, null, null, 0, null);

        assertThat(change.cause()).isEmpty();
        assertThat(change.reasonCode()).isEmpty();
        assertThat(change.nextDelay()).isEmpty();
        assertThat(change).hasToString("StateChange[CONNECTING to CONNECTED]");
    }

    @Test
    void shouldGiveCauseCodeAndDelayWhenAnAttemptFailed() {
        Exception failure = new IllegalStateException("gone");

        StateChange change = new StateChange(
                ConnectionState.CONNECTED, ConnectionState.RECONNECTING, failure, 139, 3, Duration.ofSeconds(4));

        assertThat(change.cause()).containsSame(failure);
        assertThat(change.reasonCode()).hasValue(139);
        assertThat(change.nextDelay()).contains(Duration.ofSeconds(4));
        assertThat(change.failedAttempts()).isEqualTo(3);
        assertThat(change)
                .hasToString("StateChange[CONNECTED to RECONNECTING, reason code 139, "
                        + "java.lang.IllegalStateException: gone, next attempt in PT4S]");
    }
}
