package dev.latido.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxMessageTest {

    private static OutboxMessage message(long sequence, String id, String topic, DeliveryOptions options) {
        return new OutboxMessage(sequence, id, Topic.unchecked(topic), new byte[10], options, Instant.EPOCH);
    }

    private static OutboxMessage on(String topic) {
        return message(1, "gw:1:1", topic, DeliveryOptions.DEFAULTS);
    }

    private static DeliveryOptions options(@Nullable String contentType, List<Map.Entry<String, String>> properties) {
        return DeliveryOptions.DEFAULTS.withContentType(contentType).withUserProperties(properties);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "planta/a\u00f1o", "\u007f", "\u0080", "\u07ff", "\u0800", "\uffff", "\uD83D\uDE00"})
    void shouldCountItsTextsAsUtf8(String text) {
        int bytes = text.getBytes(UTF_8).length;

        assertThat(on(text).size()).isEqualTo(OutboxMessage.OVERHEAD + 10 + bytes);
        assertThat(message(1, "a", "t", options(text, List.of())).size())
                .isEqualTo(OutboxMessage.OVERHEAD + 10 + 1 + bytes);
        assertThat(message(1, "a", "t", options(null, List.of(Map.entry("key", text), Map.entry(text, "value"))))
                        .size())
                .isEqualTo(OutboxMessage.OVERHEAD + 10 + 1 + 3 + bytes + bytes + 5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"acme/v1/cmd/planta-1/norte/gw-1/reset", "acme/v1/state/planta-1/norte/gw-1/presence", "a/b/cmd/"
            })
    void shouldBeUrgentAsACommandOrPresence(String topic) {
        assertThat(on(topic).urgent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/v1/evt/planta-1/norte/gw-1/presence",
                "acme/v1/state/planta-1/norte/gw-1/door",
                "acme/v1/evt/cmd/x",
                "cmd/a/b",
                "a/cmd/b"
            })
    void shouldNotBeUrgentOtherwise(String topic) {
        assertThat(on(topic).urgent()).isFalse();
    }

    @Test
    void shouldBeTheSameByIdAndSequence() {
        OutboxMessage message = message(7, "gw:1:7", "t", DeliveryOptions.DEFAULTS);

        assertThat(message)
                .isEqualTo(message(7, "gw:1:7", "other", DeliveryOptions.RETAINED))
                .hasSameHashCodeAs(message(7, "gw:1:7", "other", DeliveryOptions.RETAINED))
                .isNotEqualTo(message(8, "gw:1:7", "t", DeliveryOptions.DEFAULTS))
                .doesNotHaveSameHashCodeAs(message(8, "gw:1:7", "t", DeliveryOptions.DEFAULTS))
                .isNotEqualTo(message(7, "gw:2:7", "t", DeliveryOptions.DEFAULTS))
                .hasToString("gw:1:7 for t (10 bytes)");
    }
}
