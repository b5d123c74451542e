package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverflowTest {

    @Test
    void shouldWaitOnlyWhenAskedTo() {
        assertThat(Overflow.REJECT.patience()).isEmpty();
        assertThat(Overflow.DROP_OLDEST.patience()).isEmpty();
        assertThat(Overflow.block(Duration.ofSeconds(2)).patience()).contains(Duration.ofSeconds(2));
    }

    @Test
    void shouldRefuseToWaitForNoTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Overflow.block(Duration.ZERO))
                .withMessage("patience must be above zero, was PT0S");
    }

    @Test
    void shouldSayWhichItIs() {
        assertThat(Overflow.REJECT).hasToString("REJECT");
        assertThat(Overflow.DROP_OLDEST).hasToString("DROP_OLDEST");
        assertThat(Overflow.block(Duration.ofSeconds(2))).hasToString("block(PT2S)");
    }
}
