package dev.latido.topics.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearDuplicatesTest {

    private static List<LintFinding> findings(List<String> topics) {
        return TopicLinter.builder().build().lint(topics).findings().stream()
                .filter(finding -> finding.check() == LintCheck.NEAR_DUPLICATE)
                .toList();
    }

    private static List<LintFinding> findings(String... topics) {
        return findings(List.of(topics));
    }

    @ParameterizedTest
    @CsvSource({
        "planta-1, planta1",
        "planta-1, planta_1",
        "planta-1, Planta-1",
        "planta-1, planta-01",
        "planta1, planta-001",
        "temp, temp-",
        "temp, témp",
        "temp-max, tempmax",
        "gw-a72f, gw-a-72f",
        "temp, temperature",
        "press, pressure",
        "humidity, humidty",
        "humidity, humidiyt",
        "humidity, humydity",
        "humidity, humiditty",
        "sensor, sensors"
    })
    void shouldFindNamesThatWillBeTakenForEachOther(String one, String two) {
        String topic = "acme/v1/evt/norte/gw-1/";

        assertThat(findings(topic + one, topic + two)).hasSize(1);
        assertThat(findings(topic + two, topic + one)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "line-1, line-2",
        "gw-a72f, gw-a73f",
        "gw-a72f, gw-a72e",
        "line-1-1, line-11",
        "line-10, line-1",
        "line-100, line-1",
        "line-0, line-00-0",
        "norte, sur",
        "temp, tempo",
        "hum, humidity",
        "valve, value",
        "motors, rotors",
        "stationa, stationb",
        "inflow, outflow",
        "humidity, humid-temperature",
        "pressure, temperature",
        "abcdef, abdcfe",
        "abcdef, abxdyf",
        "abcdef, abxdefg",
        "'温', '度'",
        "--, !!"
    })
    void shouldLetNamesBeThatDifferEnough(String one, String two) {
        String topic = "acme/v1/evt/norte/gw-1/";

        assertThat(findings(topic + one, topic + two)).isEmpty();
        assertThat(findings(topic + two, topic + one)).isEmpty();
    }

    @Test
    void shouldKeepTheNameThatMoreTopicsHave() {
        List<LintFinding> found = findings(
                "acme/v1/evt/planta1/norte/gw-1/temp",
                "acme/v1/evt/planta-1/norte/gw-1/temp",
                "acme/v1/cmd/planta-1/norte/gw-1/reset");

        assertThat(found)
                .singleElement()
                .extracting(LintFinding::text, LintFinding::message, LintFinding::suggestion)
                .containsExactly(
                        "acme/v1/evt/planta1/norte/gw-1/temp",
                        "\"planta1\" (in 1) and \"planta-1\" (in 2) at level 3 differ only in case, accents, joiners or"
                                + " leading zeros",
                        "acme/v1/evt/planta-1/norte/gw-1/temp");
    }

    @Test
    void shouldKeepTheFirstNameWhenBothAreAsFrequent() {
        assertThat(findings("acme/v1/evt/p/a/d/temperature", "acme/v1/evt/p/b/e/temp"))
                .singleElement()
                .extracting(LintFinding::text, LintFinding::message)
                .containsExactly(
                        "acme/v1/evt/p/a/d/temperature",
                        "\"temperature\" (in 1) and \"temp\" (in 1) at level 6 look like an abbreviation and its word");
        assertThat(findings("acme/v1/evt/p/a/d/humidty", "acme/v1/evt/p/b/e/humidity"))
                .singleElement()
                .extracting(LintFinding::message)
                .isEqualTo("\"humidty\" (in 1) and \"humidity\" (in 1) at level 6 differ in one letter");
    }

    @Test
    void shouldCompareWhatFiltersNameToo() {
        assertThat(findings("acme/v1/evt/p/a/d/temp", "$share/g/acme/v1/evt/+/+/+/temperature"))
                .singleElement()
                .extracting(LintFinding::suggestion)
                .isEqualTo("$share/g/acme/v1/evt/+/+/+/temp");
    }

    @Test
    void shouldCompareCompanies() {
        assertThat(findings("acme/v1/evt/p/a/d/temp", "ac-me/v1/evt/p/a/d/temp"))
                .singleElement()
                .extracting(LintFinding::text)
                .isEqualTo("ac-me/v1/evt/p/a/d/temp");
    }

    @Test
    void shouldOnlyCompareNamesOfTheSameLevelAndRoot() {
        assertThat(findings("acme/v1/evt/planta-1/a/d/temp", "acme/v1/evt/p/planta1/d/temp"))
                .isEmpty();
        assertThat(findings("acme/v1/evt/planta-1/a/d/temp", "acme/v2/evt/planta1/a/d/temp"))
                .isEmpty();
        assertThat(findings("acme/v1/evt/planta-1/a/d/temp", "umbrella/v1/evt/planta1/a/d/temp"))
                .isEmpty();
    }

    @Test
    void shouldTakeALevelOfVeryManyWordsForIds() {
        List<String> topics = new ArrayList<>();
        topics.add("acme/v1/evt/p/a/d/temp");
        topics.add("acme/v1/evt/p/a/d/temperature");
        for (int i = 2; i < NearDuplicates.MAX_WORDS; i++) {
            topics.add("acme/v1/evt/p/a/d/" + word(i));
        }
        List<LintFinding> asWords = findings(topics);
        topics.add("acme/v1/evt/p/a/d/" + word(NearDuplicates.MAX_WORDS));
        List<LintFinding> asIds = findings(topics);

        assertThat(asWords).hasSize(1);
        assertThat(asIds).isEmpty();
    }

    /** Words that differ in many letters: each letter three times. */
    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number + 26 * 26; rest > 0; rest /= 26) {
            word.append(Character.toString('a' + rest % 26).repeat(3));
        }
        return word.toString();
    }

    @Test
    void shouldLeaveOutNamesLongerThanAnyTopic() {
        String longName = "x".repeat(257);

        assertThat(findings("a/b/c/" + longName + "-1", "a/b/c/" + longName + "1"))
                .isEmpty();
        assertThat(findings("a/b/c/" + "x".repeat(253) + "-1", "a/b/c/" + "x".repeat(253) + "1"))
                .hasSize(1);
    }
}
