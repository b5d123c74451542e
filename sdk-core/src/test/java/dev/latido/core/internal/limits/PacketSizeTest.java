package dev.latido.core.internal.limits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.Qos;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The size of packets, counted part by part; with a real broker in PacketSizeIT. */
class PacketSizeTest {

    private static final Topic TOPIC = Topic.unchecked("a/b");

    private static long size(Topic topic, int payload, DeliveryOptions options) {
        return PacketSize.ofMqtt5(topic, new byte[payload], options, 0);
    }

    @Test
    void shouldCountHeadersTopicPacketIdAndPayload() {
        assertThat(size(TOPIC, 10, DeliveryOptions.DEFAULTS)).isEqualTo(2 + 5 + 2 + 1 + 10);
        assertThat(size(TOPIC, 10, DeliveryOptions.DEFAULTS.withQos(Qos.AT_MOST_ONCE)))
                .isEqualTo(2 + 5 + 1 + 10);
        assertThat(size(TOPIC, 119, DeliveryOptions.DEFAULTS)).as("127 left").isEqualTo(2 + 127);
        assertThat(size(TOPIC, 120, DeliveryOptions.DEFAULTS)).as("128 left").isEqualTo(3 + 128);
    }

    @Test
    void shouldCountProperties() {
        DeliveryOptions options = DeliveryOptions.DEFAULTS
                .withExpiry(Duration.ofMinutes(1))
                .withContentType("text/plain")
                .withUserProperties(List.of(Map.entry("k", "v"), Map.entry("key", "")));

        assertThat(size(TOPIC, 0, options)).isEqualTo(2 + 5 + 2 + 1 + 5 + 13 + 7 + 8);
        assertThat(PacketSize.ofMqtt5(TOPIC, new byte[0], options, GrantCheck.TOPIC_ALIAS))
                .isEqualTo(2 + 5 + 2 + 1 + 5 + 13 + 7 + 8 + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "año/b", "温度/b", "a/\uD83D\uDE00"})
    void shouldCountCharactersInUtf8(String name) {
        Topic topic = Topic.unchecked(name);

        assertThat(size(topic, 0, DeliveryOptions.DEFAULTS)).isEqualTo(2 + 2 + name.getBytes(UTF_8).length + 2 + 1);
    }

    @Test
    void shouldCompareExactlyWithTheLimit() {
        byte[] payload = new byte[1_000];
        int size = (int) size(TOPIC, payload.length, DeliveryOptions.DEFAULTS);

        assertThat(PacketSize.exceeds(size, TOPIC, payload, DeliveryOptions.DEFAULTS, 0))
                .isFalse();
        assertThat(PacketSize.exceeds(size - 1, TOPIC, payload, DeliveryOptions.DEFAULTS, 0))
                .isTrue();
        assertThat(PacketSize.exceeds(size + 1_000, TOPIC, payload, DeliveryOptions.DEFAULTS, 0))
                .isFalse();
    }
}
