package dev.latido.testkit.probe.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbePayloadTest {

    @Test
    void shouldReadAnEnvelope() {
        Payload payload = payload("{\"id\":\"gw-1:17:4\",\"ts\":1732272000000,\"v\":21.3}");

        assertThat(payload.id()).isEqualTo("gw-1:17:4");
        assertThat(Payload.same(Payload.json(21.3), payload.value())).isTrue();
        assertThat(Payload.same(Payload.json(21.4), payload.value())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "21.3", "online", "[1]", "{broken", "{\"v\":1}", "{\"id\":null}", "{\"id\":{}}"})
    void shouldHaveNoIdWhenThereIsNone(String text) {
        assertThat(payload(text).id()).isNull();
        assertThat(payload(text).text()).isEqualTo(text);
    }

    @Test
    void shouldCompareNumbersByValueAndObjectsByField() {
        assertThat(Payload.same(Payload.json(21), Payload.json(21.0))).isTrue();
        assertThat(Payload.same(Payload.json(Map.of("a", 1)), Payload.json(Map.of("a", 1.0))))
                .isTrue();
        assertThat(Payload.same(Payload.json(Map.of("a", 1)), Payload.json(Map.of("b", 1))))
                .isFalse();
        assertThat(Payload.same(Payload.json("21"), Payload.json(21))).isFalse();
        assertThat(Payload.same(Payload.json(21), null)).isFalse();
    }

    @Test
    void shouldShowBytesThatAreNoText() {
        assertThat(new Payload(new byte[] {(byte) 0xFF, 0x00}).text()).isEqualTo("0xff00");
    }

    private static Payload payload(String text) {
        return new Payload(text.getBytes(StandardCharsets.UTF_8));
    }
}
