package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {

    private static final String TEXT = "acme/v1/evt/planta-1/norte/gw-a72f/temp";

    @Test
    void shouldBeItsTextWhenComparedOrPrinted() {
        Topic topic = Topic.of(TEXT);

        assertThat(topic).hasToString(TEXT).isEqualTo(Topic.unchecked(TEXT)).hasSameHashCodeAs(Topic.unchecked(TEXT));
        assertThat(topic).isNotEqualTo(Topic.of(TEXT + "-max")).isNotEqualTo(TEXT);
        assertThat(topic).isLessThan(Topic.of(TEXT + "-max")).isEqualByComparingTo(Topic.of(TEXT));
    }

    @Test
    void shouldGiveLevelsWhenAsked() {
        Topic topic = Topic.unchecked("/a//b/");

        assertThat(topic.levels()).containsExactly("", "a", "", "b", "");
        assertThat(topic.level(0)).isEmpty();
        assertThat(topic.level(3)).isEqualTo("b");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> topic.level(5));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> topic.level(-1));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> topic.levels().set(0, "x"));
    }

    @Test
    void shouldListEveryRuleWhenTextBreaksSeveral() {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> Topic.of("Acme/planta 1/a+b"))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .extracting(Violation::rule)
                        .containsExactly(
                                NamingRule.LOWERCASE_WITHOUT_ACCENTS,
                                NamingRule.NO_SPACES_OR_SIGNS,
                                NamingRule.NO_WILDCARDS_IN_NAMES,
                                NamingRule.DATA_APART_FROM_COMMANDS,
                                NamingRule.VERSIONED_ROOT));
    }

    @Test
    void shouldRefuseTopicWhenItHasMoreThanEightLevels() {
        assertThat(Topic.of("acme/v1/evt/4/5/6/7/8").levels()).hasSize(8);
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> Topic.of("acme/v1/evt/4/5/6/7/8/9/10"))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .singleElement()
                        .satisfies(violation -> {
                            assertThat(violation.rule()).isEqualTo(TopicLimit.FLEET_LEVELS);
                            assertThat(violation.level()).isEqualTo(8);
                            assertThat(violation.suggestion()).isEqualTo("acme/v1/evt/4/5/6/7/8-9-10");
                        }));
    }

    @Test
    void shouldRefuseTopicWhenItHasMoreThan256Bytes() {
        String longest = "acme/v1/evt/" + "x".repeat(256 - 12);

        assertThat(Topic.of(longest)).hasToString(longest);
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> Topic.of(longest + "x"))
                .withMessageContaining("257 bytes of at most 256");
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> Topic.of("acme/v1/evt/" + "é".repeat(123)))
                .withMessageContaining("258 bytes of at most 256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy/Topic", "/", " ", "$SYS/broker/uptime", "Sensór/Ñ", "温度", "😀", "a b/c.d"})
    void shouldTakeAnyNameWhenUncheckedAndWithinTheProtocol(String text) {
        assertThat(Topic.unchecked(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000", "\uD83D", "a/\uDE00b", "\uDE00\uD83D", "a/+", "#", "a#b"})
    void shouldRefuseUncheckedWhenTheProtocolDoes(String text) {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> Topic.unchecked(text))
                .satisfies(thrown -> {
                    assertThat(thrown.text()).isEqualTo(text);
                    assertThat(thrown.violations()).hasSize(1);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/v1/evt/planta-1/norte/gw-a72f/temp", "legacy/Topic", "/", "$SYS/uptime", "$shared/a"})
    void shouldMatchExactlyThisTopicWhenTurnedIntoFilter(String text) {
        Topic topic = Topic.unchecked(text);

        TopicFilter filter = topic.toFilter();

        assertThat(filter).hasToString(text).isEqualTo(TopicFilter.of(text));
        assertThat(filter.matches(topic)).isTrue();
        assertThat(filter.matches(text + "/")).isFalse();
        assertThat(filter.matches(text + "/below")).isFalse();
        assertThat(filter.shareGroup()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$share", "$share/", "$share/group", "$share/group/a/b", "$share//a"})
    void shouldRefuseFilterWhenBrokersWouldReadASharedSubscription(String text) {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> Topic.unchecked(text).toFilter())
                .satisfies(thrown -> {
                    assertThat(thrown.text()).isEqualTo(text);
                    assertThat(thrown.violations()).extracting(Violation::rule).containsExactly(TopicLimit.MQTT_SHARE);
                });
    }

    @Test
    void shouldCountUtf8BytesWhenTextIsLong() {
        assertThat(Topic.unchecked("x".repeat(65_535)).toString()).hasSize(65_535);
        assertThat(Topic.unchecked("é".repeat(32_767) + "x").toString()).hasSize(32_768);
        assertThat(Topic.unchecked("温".repeat(21_845)).toString()).hasSize(21_845);
        assertThat(Topic.unchecked("😀".repeat(16_383) + "温").toString()).hasSize(32_767);

        assertTooLong("x".repeat(65_536));
        assertTooLong("é".repeat(32_768));
        assertTooLong("温".repeat(21_846));
        assertTooLong("😀".repeat(16_384));
    }

    private static void assertTooLong(String text) {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> Topic.unchecked(text))
                .withMessageContaining("of at most 65535")
                .satisfies(thrown -> assertThat(
                                Topic.unchecked(thrown.violations().get(0).suggestion())
                                        .toString())
                        .isEqualTo(text.substring(
                                0, text.length() - text.length() / text.codePointCount(0, text.length()))));
    }

    @Test
    void shouldKeepMessageShortWhenThereAreManyViolations() {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> Topic.of("A/".repeat(1_000)))
                .satisfies(thrown -> {
                    assertThat(thrown.violations()).hasSizeGreaterThan(1_000);
                    assertThat(thrown.getMessage()).hasSizeLessThan(2_000).endsWith("more in violations()");
                });
    }

    @Test
    void shouldKeepViolationsWhenExceptionIsSerialized() throws IOException, ClassNotFoundException {
        InvalidTopicException thrown = refuse("Acme");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(thrown);
        }

        Object back;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            back = in.readObject();
        }

        List<Violation> violations = thrown.violations();
        assertThat(back)
                .isInstanceOfSatisfying(
                        InvalidTopicException.class,
                        copy -> assertThat(copy.violations()).isEqualTo(violations));
    }

    private static InvalidTopicException refuse(String text) {
        try {
            throw new AssertionError(Topic.of(text) + " was accepted");
        } catch (InvalidTopicException thrown) {
            return thrown;
        }
    }
}
