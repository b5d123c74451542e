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
    }

    @Test
    void shouldGiveCauseCodeAndDelayWhenAnAttemptFailed() {
        Exception failure = new IllegalStateException("gone");

        StateChange change = new StateChange(
                ConnectionState.CONNECTED, ConnectionState.RECONNECTING, failure, 139, 3, Duration.ofSeconds(4));

        assertThat(change.cause()).containsSame(failure);
        assertThat(change.reasonCode()).hasValue(139);
        assertThat(change.nextDelay()).contains(Duration.ofSeconds(4));
        assertThat(change.attempt()).isEqualTo(3);
    }
}
