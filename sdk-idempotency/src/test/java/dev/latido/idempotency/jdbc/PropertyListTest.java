package dev.latido.idempotency.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyListTest {

    @Test
    void shouldWriteJsonThatKeepsOrderAndRepetitions() {
        assertThat(PropertyList.json(List.of(Map.entry("b", "1"), Map.entry("a", "ñ\"\\\n"), Map.entry("b", "2"))))
                .isEqualTo("[[\"b\",\"1\"],[\"a\",\"\\u00f1\\\"\\\\\\u000a\"],[\"b\",\"2\"]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\u0000\u001f\u007f", "ñ → \ud83d\ude00", "\ud83d", "\"[,]\\", "\\u0041"})
    void shouldReadWhatItWrites(String text) {
        List<Map.Entry<String, String>> properties = List.of(Map.entry("name", text), Map.entry(text, "value"));

        assertThat(PropertyList.of(PropertyList.json(properties))).isEqualTo(properties);
    }

    @Test
    void shouldReadNoProperties() {
        assertThat(PropertyList.of(PropertyList.json(List.of()))).isEmpty();
    }

    /** An operator may have written the row. */
    @Test
    void shouldReadTheJsonOfOthers() {
        assertThat(PropertyList.of(" [ [\"a\" , \"\\t\\/ñ\"] ,\n[\"b\",\"\"] ] "))
                .containsExactly(Map.entry("a", "\t/ñ"), Map.entry("b", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{}", "[[\"a\"]]", "[[\"a\",1]]", "[[\"a\",\"b", "[[\"a\",\"\\u00"})
    void shouldRefuseWhatIsNoList(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> PropertyList.of(json));
    }
}
