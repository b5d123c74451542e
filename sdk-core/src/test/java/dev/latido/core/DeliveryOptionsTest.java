package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryOptionsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<Map.Entry<String, String>> LINE = List.of(Map.entry("line", "1"));

    @Test
    void shouldChangeOnePartAtATime() {
        DeliveryOptions all = new DeliveryOptions(Qos.EXACTLY_ONCE, true, MINUTE, "text/plain", LINE);

        assertThat(DeliveryOptions.DEFAULTS
                        .withQos(Qos.EXACTLY_ONCE)
                        .withRetained(true)
                        .withExpiry(MINUTE)
                        .withContentType("text/plain")
                        .withUserProperties(LINE))
                .isEqualTo(all);
        assertThat(all.withQos(Qos.AT_LEAST_ONCE)
                        .withExpiry(null)
                        .withContentType(null)
                        .withUserProperties(List.of()))
                .isEqualTo(DeliveryOptions.RETAINED);
        assertThat(DeliveryOptions.RETAINED.withRetained(false)).isEqualTo(DeliveryOptions.DEFAULTS);
    }

    @Test
    void shouldKeepItsPropertiesWhenTheCallersListChanges() {
        List<Map.Entry<String, String>> properties = new ArrayList<>(LINE);
        DeliveryOptions options = DeliveryOptions.DEFAULTS.withUserProperties(properties);

        properties.clear();

        assertThat(options.userProperties()).isEqualTo(LINE);
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldNameTheParameterWhenItIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> DeliveryOptions.DEFAULTS.withQos(null))
                .withMessage("qos must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> DeliveryOptions.DEFAULTS.withUserProperties(null))
                .withMessage("userProperties must not be null");
    }
}
