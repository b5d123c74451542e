package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

    /** The examples of MQTT 5 section 4.7, and edge cases next to them. */
    @ParameterizedTest
    @CsvSource({
        "sport/tennis/player1/#, sport/tennis/player1, true",
        "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
        "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
        "sport/tennis/player1/#, sport/tennis/player10, false",
        "sport/tennis/player1/#, sport/tennis, false",
        "sport/#, sport, true",
        "sport/#, sport/, true",
        "sport/#, sports, false",
        "sport/tennis/+, sport/tennis/player1, true",
        "sport/tennis/+, sport/tennis/player1/ranking, false",
        "sport/tennis/+, sport/tennis/, true",
        "sport/tennis/+, sport/tennis, false",
        "sport/+, sport, false",
        "sport/+, sport/, true",
        "+/tennis/#, sport/tennis, true",
        "+/tennis/#, /tennis/a, true",
        "sport/+/player1, sport//player1, true",
        "sport/+/player1, sport/player1, false",
        "sport/+/#, sport, false",
        "sport/+/#, sport/, true",
        "sport/+/#, sport/tennis, true",
        "/+, /finance, true",
        "/+, finance, false",
        "+/finance, /finance, true",
        "/#, /, true",
        "/#, /a/b, true",
        "/#, a, false",
        "+/monitor/clients, $SYS/monitor/clients, false",
        "$SYS/#, $SYS/monitor/clients, true",
        "$SYS/#, $SYS, true",
        "$SYS/monitor/+, $SYS/monitor/clients, true",
        "a/+, a/$x, true",
        "a/#, a/$x, true",
        "a, a, true",
        "a, a/, false",
        "a/, a, false",
        "a, A, false",
        "a/b, a/bc, false",
        "a/bc, a/b, false",
        "$share/g/sport/+, sport/tennis, true",
        "$share/g/sport/+, $share/g/sport/tennis, false",
        "$share/g//a, /a, true",
        "$share/g/+/a, $SYS/a, false",
    })
    void shouldMatchByTheStandardWhenTopicComesIn(String filter, String topic, boolean expected) {
        assertThat(TopicFilter.of(filter).matches(topic)).isEqualTo(expected);
        assertThat(TopicFilter.of(filter).matches(Topic.unchecked(topic))).isEqualTo(expected);
    }

    @Test
    void shouldMatchAllButDollarTopicsWhenFilterIsTheWholeFleet() {
        TopicFilter all = TopicFilter.wholeFleet("audit");

        assertThat(all).hasToString("#");
        assertThat(all.matches("a/b")).isTrue();
        assertThat(all.matches("/")).isTrue();
        assertThat(all.matches("$SYS/x")).isFalse();
        assertThat(all.matches("")).isFalse();
        assertThat(all.shared("audit")).hasToString("$share/audit/#");
        assertThat(all.shared("audit").matches("a/b")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void shouldAskForReasonWhenTheWholeFleetIsWanted(String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.wholeFleet(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+", "+/#", "+/+", "+/+/+/#", "$share/g/#", "$share/g/+/#"})
    void shouldPointToWholeFleetWhenEveryLevelIsAWildcard(String text) {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> TopicFilter.of(text))
                .withMessageContaining("wholeFleet(\"reason\")")
                .satisfies(thrown -> assertThat(thrown.violations())
                        .extracting(Violation::rule)
                        .containsExactly(TopicLimit.ROOT_WILDCARD));
    }

    @ParameterizedTest
    @CsvSource({
        "'', MQTT_TEXT",
        "a#, MQTT_WILDCARD",
        "a/#/b, MQTT_WILDCARD",
        "#/a, MQTT_WILDCARD",
        "a/b+, MQTT_WILDCARD",
        "a/+b/c, MQTT_WILDCARD",
        "++, MQTT_WILDCARD",
        "a/##, MQTT_WILDCARD",
        "$share, MQTT_SHARE",
        "$share/, MQTT_SHARE",
        "$share/g, MQTT_SHARE",
        "$share/g/, MQTT_SHARE",
        "$share//a, MQTT_SHARE",
        "$share/g+/a, MQTT_SHARE",
        "$share/#/a, MQTT_SHARE",
        "$share/g/$share/h/a, MQTT_SHARE",
    })
    void shouldRefuseFilterWhenTheStandardDoes(String text, TopicLimit limit) {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> TopicFilter.of(text))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .isNotEmpty()
                        .extracting(Violation::rule)
                        .containsOnly(limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "a/\uD800"})
    void shouldRefuseFilterWhenTextIsNotWellFormed(String text) {
        assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> TopicFilter.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "/#", "+/a", "+/", "Legacy Topic/+", "$SYS/#", "$shared/a", "a//#", "$share/g//"})
    void shouldReadFilterWhenTheStandardAllowsIt(String text) {
        assertThat(TopicFilter.of(text)).hasToString(text);
    }

    @Test
    void shouldTakeGroupApartWhenFilterIsShared() {
        TopicFilter plain = TopicFilter.of("acme/v1/evt/#");

        TopicFilter shared = plain.shared("billing");

        assertThat(shared).hasToString("$share/billing/acme/v1/evt/#").isEqualTo(TopicFilter.of(shared.toString()));
        assertThat(shared.shareGroup()).contains("billing");
        assertThat(shared.filter()).isEqualTo(plain);
        assertThat(plain.shareGroup()).isEmpty();
        assertThat(plain.filter()).isSameAs(plain);
        assertThatIllegalStateException()
                .isThrownBy(() -> shared.shared("audit"))
                .withMessageContaining("share its filter()");
        assertThat(shared.filter().shared("audit")).hasToString("$share/audit/acme/v1/evt/#");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a+", "#", "a\u0000", "\uDC00"})
    void shouldRefuseGroupWhenTheStandardDoes(String group) {
        TopicFilter plain = TopicFilter.of("acme/v1/evt/#");

        assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> plain.shared(group));
    }

    @Test
    void shouldRefuseGroupWhenFilterWouldBeTooLong() {
        TopicFilter plain = TopicFilter.of("a".repeat(65_535 - "$share/g/".length()));

        assertThat(plain.shared("g").filter()).isEqualTo(plain);
        assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> plain.shared("gg"));
    }

    @Test
    void shouldBeItsTextWhenComparedOrPrinted() {
        TopicFilter filter = TopicFilter.of("a/+");

        assertThat(filter).isEqualTo(TopicFilter.of("a/+")).hasSameHashCodeAs(TopicFilter.of("a/+"));
        assertThat(filter).isNotEqualTo(TopicFilter.of("a/#")).isNotEqualTo("a/+");
        assertThat(filter).isGreaterThan(TopicFilter.of("a/#")).isEqualByComparingTo(TopicFilter.of("a/+"));
    }
}
