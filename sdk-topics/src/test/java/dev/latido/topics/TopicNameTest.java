package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.text.Normalizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {

    @ParameterizedTest
    @CsvSource({
        "Edificio Á 3/Norte, edificio-a-3-norte",
        "'  Planta   3 ', planta-3",
        "Sensor#01, sensor-01",
        "temp+max, temp-max",
        "TEMP_MAX, temp_max",
        "a__b, a-b",
        "a_-b, a-b",
        "_a_, a",
        "10.0.0.1, 10-0-0-1",
        "AA:BB:0C, aa-bb-0c",
        "Año, ano",
        "Straße, strasse",
        "Œuvre, oeuvre",
        "Đað Þór, dad-thor",
        "Kızıl, kizil",
        "Łódź, lodz",
        "Ærø, aero",
        "İzmir, izmir",
        "№ 5, no-5",
        "m², m2",
        "٣, 3",
        "датчик-1, u434u430u442u447u438u43a-1",
        "温度, u6e29u5ea6",
        "𝐀𝐛, ab",
    })
    void shouldWriteLegalNameWhenTextIsAnything(String text, String slug) {
        assertThat(TopicName.slug(text)).isEqualTo(slug);
        assertThat(TopicName.isLegal(slug)).isTrue();
        assertThat(TopicName.slug(slug)).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "///", "-_-", "\u0301", "\u0000", "\uD800", "#"})
    void shouldRefuseSlugWhenTextHasNoLetterAndNoDigit(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicName.slug(text))
                .withMessageContaining("choose a name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "7", "planta-1", "ruido_db", "gw-a72f", "0-0_0", "9f3c2a10-1b2c-4d5e-8f90-a1b2c3d4e5f6"})
    void shouldBeLegalWhenLettersAndDigitsAreJoinedOneByOne(String name) {
        assertThat(TopicName.isLegal(name)).isTrue();
        assertThat(TopicName.slug(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "-a", "a-", "a--b", "a-_b", "A", "á", "a b", "a/b", "a.b", "+", "#", "$a", "a\n", "²"})
    void shouldBeIllegalWhenAnyRuleOfSpellingBreaks(String name) {
        assertThat(TopicName.isLegal(name)).isFalse();
    }

    @Test
    void shouldHideControlCharactersWhenMessageQuotesText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicName.slug("\u202E\n\u0000\uDC00" + "!".repeat(100)))
                .withMessageContaining("\"\\u202E\\u000A\\u0000\\uDC00!")
                .withMessageContaining("!…\"");
    }

    /** Quadratic time would take hours: marks in the wrong order are the worst case of the normalizer. */
    @Tag("exhaustive")
    @ParameterizedTest
    @ValueSource(strings = {"\u0301\u0316", "e\u0301\u0316", "\uFF9E\u0316", "\u1FA7\u0316", "-_", "\uD800"})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldTakeLinearTimeWhenTextIsHostile(String piece) {
        String slug = TopicName.slug("a" + piece.repeat(500_000) + "b");

        assertThat(TopicName.isLegal(slug)).isTrue();
        assertThat(slug).startsWith("a").endsWith("b");
    }

    /** Decomposing characters one by one gives the same result as all at once, without the marks. */
    @Tag("exhaustive")
    @Test
    void shouldAgreeWithNormalizerWhenEveryCharacterIsTried() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String text = "a" + Character.toString(codePoint) + "\u0301\u0316b";
            String normalized = Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");

            if (!TopicName.slug(text).equals(TopicName.slug(normalized))) {
                assertThat(TopicName.slug(text)).as("U+%04X", codePoint).isEqualTo(TopicName.slug(normalized));
            }
        }
    }
}
