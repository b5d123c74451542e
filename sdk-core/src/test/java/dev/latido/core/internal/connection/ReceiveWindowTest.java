package dev.latido.core.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiveWindowTest {

    @Test
    void shouldAskForWhatIsConfigured() {
        assertThat(new ReceiveWindow(256).messages()).isEqualTo(256);
    }

    @Test
    void shouldAllowMoreEachTimeUpToTheProtocolsMaximum() {
        ReceiveWindow window = new ReceiveWindow(256);

        assertThat(window.widen()).isTrue();
        assertThat(window.messages()).isEqualTo(1_024);
        assertThat(window.widen()).isTrue();
        assertThat(window.widen()).isTrue();
        assertThat(window.messages()).isEqualTo(16_384);
        assertThat(window.widen()).isTrue();
        assertThat(window.messages()).isEqualTo(65_535);
        assertThat(window.widen()).isFalse();
        assertThat(window.messages()).isEqualTo(65_535);
    }
}
