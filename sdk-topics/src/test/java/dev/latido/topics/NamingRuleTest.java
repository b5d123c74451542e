package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamingRuleTest {

    private static final TopicLayout LAYOUT = TopicLayout.of(TopicRoot.of("acme", 1));

    /** Rule 5 has two good examples; real levels replace the dots at their ends. */
    @ParameterizedTest(name = "rule {0}: {1}")
    @CsvSource({
        "1, acme/planta-1/norte/temp",
        "2, edificio/a/sensor/temp",
        "3, planta-3/sensor-01",
        "4, planta/a/temp-max",
        "5, acme/cmd/planta-1/norte/gw-a72f/reset",
        "5, acme/evt/planta-1/norte/gw-a72f/temp",
        "6, acme/v1/planta-1/norte/temp",
    })
    void shouldFindNothingWhenTextIsTheGoodExampleOfTheRule(int number, String text) {
        NamingRule rule = rule(number);

        assertThat(rule.check(text)).isEmpty();
        assertThat(rule.check(text, LAYOUT)).isEmpty();
    }

    @ParameterizedTest(name = "rule {0}: {1}")
    @CsvSource({
        "1, temp/norte/planta-1/acme, 3, acme/planta-1/norte/temp",
        "2, Edificio/A/Sensór, 0, edificio",
        "3, Planta 3/Sensor#01, 0, planta-3",
        "4, planta/a/temp+max, 2, temp-max",
        "5, acme/todo/mezclado, 1, evt/todo",
        "6, acme/planta-1/norte/temp, 1, v1/planta-1",
    })
    void shouldFindViolationWhenTextIsTheBadExampleOfTheRule(int number, String text, int level, String suggestion) {
        NamingRule rule = rule(number);

        List<Violation> violations = rule.check(text, LAYOUT);

        assertThat(violations)
                .allSatisfy(violation -> assertThat(violation.rule()).isSameAs(rule));
        assertThat(violations.get(0).level()).isEqualTo(level);
        assertThat(violations.get(0).suggestion()).isEqualTo(suggestion);
        if (rule != NamingRule.GENERAL_TO_SPECIFIC) {
            assertThat(rule.check(text)).isEqualTo(violations);
        }
    }

    @Test
    void shouldNameEveryLevelWhenSeveralBreakOneRule() {
        List<Violation> violations = NamingRule.LOWERCASE_WITHOUT_ACCENTS.check("Edificio/A/Sensór");

        assertThat(violations).extracting(Violation::level).containsExactly(0, 1, 2);
        assertThat(violations).extracting(Violation::part).containsExactly("Edificio", "A", "Sensór");
        assertThat(violations.get(2))
                .hasToString("rule 2, level 2: \"Sensór\" has \"S\", \"ó\", not one of a-z and 0-9; write \"sensor\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "a//b", "a/", "-a", "a-", "a--b", "a_-b", "a b", "a.b", "$sys", "a\u0000", "a\uD800"})
    void shouldBreakRuleThreeWhenASignStandsWhereNoneMay(String text) {
        assertThat(NamingRule.NO_SPACES_OR_SIGNS.check(text)).isNotEmpty();
        assertThat(NamingRule.LOWERCASE_WITHOUT_ACCENTS.check(text)).isEmpty();
        assertThat(NamingRule.NO_WILDCARDS_IN_NAMES.check(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "é", "e\u0301", "ñ", "ß", "я", "温", "ع", "٣", "𝐚"})
    void shouldBreakRuleTwoAloneWhenALetterIsNotPlainLatin(String text) {
        assertThat(NamingRule.LOWERCASE_WITHOUT_ACCENTS.check(text)).hasSize(1);
        assertThat(NamingRule.NO_SPACES_OR_SIGNS.check(text)).isEmpty();
    }

    @Test
    void shouldFindNothingByRuleOneWhenThereIsNoLayout() {
        assertThat(NamingRule.GENERAL_TO_SPECIFIC.check("temp/norte/planta-1/acme"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "norte/acme/temp, 1, acme/norte/temp",
        "planta-1/norte/temp, 0, acme/planta-1",
        "acme/evt/v1/planta-1, 2, acme/v1/evt/planta-1",
        "acme/planta-1/v1/evt, 2, acme/v1/planta-1/evt",
        "acme/v1/planta-1/evt/temp, 3, acme/v1/evt/planta-1/temp",
        "acme/planta-1/cmd/reset, 2, acme/cmd/planta-1/reset",
    })
    void shouldProposeOrderWhenALevelStandsTooFarDown(String text, int level, String suggestion) {
        assertThat(NamingRule.GENERAL_TO_SPECIFIC.check(text, LAYOUT))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.level()).isEqualTo(level);
                    assertThat(violation.suggestion()).isEqualTo(suggestion);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"acme", "acme/v1", "acme/v1/evt", "acme/evt/state", "acme/v1/evt/v1/cmd", "acme/v2/evt/acme"})
    void shouldKeepRuleOneWhenWhatIsThereStandsInOrder(String text) {
        assertThat(NamingRule.GENERAL_TO_SPECIFIC.check(text, LAYOUT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"acme, 0, acme/evt", "acme/v1, 1, v1/evt", "acme/v1/x, 2, evt/x", "evt/acme/x/evt, 1, evt/acme"})
    void shouldProposeChannelWhenThereIsNoneNearTheRoot(String text, int level, String suggestion) {
        assertThat(NamingRule.DATA_APART_FROM_COMMANDS.check(text))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.level()).isEqualTo(level);
                    assertThat(violation.suggestion()).isEqualTo(suggestion);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"acme", "acme/v", "acme/v0", "acme/v01", "acme/v1a", "acme/V1", "acme/1", "acme/x/v1", "v1/acme"
            })
    void shouldBreakRuleSixWhenSecondLevelIsNoVersion(String text) {
        assertThat(NamingRule.VERSIONED_ROOT.check(text)).hasSize(1);
    }

    @Test
    void shouldAskForTheVersionOfTheRootWhenThereIsALayout() {
        assertThat(NamingRule.VERSIONED_ROOT.check("acme/v12/x")).isEmpty();
        assertThat(NamingRule.VERSIONED_ROOT.check("acme/v12/x", LAYOUT))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.part()).isEqualTo("v12");
                    assertThat(violation.suggestion()).isEqualTo("v1");
                });
    }

    @Test
    void shouldBeSixInTheCoursesOrderWhenListed() {
        assertThat(NamingRule.values()).extracting(NamingRule::number).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(NamingRule.values())
                .allSatisfy(rule -> assertThat(rule.source()).isEqualTo("rule " + rule.number()));
        assertThat(NamingRule.values()).extracting(NamingRule::statement).doesNotHaveDuplicates();
        assertThat(TopicLimit.values()).allSatisfy(limit -> {
            assertThat(limit.statement()).isNotBlank();
            assertThat(limit.source()).isNotBlank();
        });
    }

    @Test
    void shouldShowLevelsWhenLayoutIsPrinted() {
        assertThat(LAYOUT).hasToString("acme/v1/{channel}/{site}/{area}/{device}/{name}");
        assertThat(LAYOUT.levels()).hasSize(7).startsWith("acme", "v1", "{channel}");
        assertThat(LAYOUT)
                .isEqualTo(TopicLayout.of(TopicRoot.of("acme", 1)))
                .hasSameHashCodeAs(TopicLayout.of(TopicRoot.of("acme", 1)))
                .isNotEqualTo(TopicLayout.of(TopicRoot.of("acme", 2)));
    }

    private static NamingRule rule(int number) {
        return Stream.of(NamingRule.values())
                .filter(rule -> rule.number() == number)
                .findFirst()
                .orElseThrow();
    }
}
