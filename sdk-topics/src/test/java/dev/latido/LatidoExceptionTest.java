package dev.latido;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatidoExceptionTest {

    @Test
    void shouldKeepMessageAndCauseWhenMade() {
        IllegalStateException cause = new IllegalStateException("below");

        assertThat(new LatidoException("do this")).hasMessage("do this").hasNoCause();
        assertThat(new LatidoException("do this", cause)).hasMessage("do this").hasCause(cause);
    }
}
