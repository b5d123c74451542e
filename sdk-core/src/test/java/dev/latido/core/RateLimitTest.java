package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RateLimitTest {

    @Test
    void shouldLimitOneOfTheTwoAlone() {
        assertThat(RateLimit.messagesPerSecond(5)).isEqualTo(RateLimit.of(5, Long.MAX_VALUE));
        assertThat(RateLimit.bytesPerSecond(500)).isEqualTo(RateLimit.of(Integer.MAX_VALUE, 500));
    }

    @Test
    void shouldLimitBoth() {
        assertThat(RateLimit.of(5, 500))
                .returns(5, RateLimit::messagesPerSecond)
                .returns(500L, RateLimit::bytesPerSecond);
    }

    @Test
    void shouldRefuseToSendNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimit.messagesPerSecond(0))
                .withMessage("messagesPerSecond must be at least 1, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimit.bytesPerSecond(-1))
                .withMessage("bytesPerSecond must be at least 1, was -1");
    }
}
