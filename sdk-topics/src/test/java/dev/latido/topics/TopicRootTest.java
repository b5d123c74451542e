package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.tuple;

import dev.latido.LatidoException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRootTest {

    private static final TopicRoot ACME = TopicRoot.of("acme", 1);

    @Test
    void shouldReadAsTheTourWhenUsedAsInTheReadme() {
        TopicRoot acme = TopicRoot.of("acme", 1);

        Topic temperature =
                acme.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");
        Topic reset =
                acme.commands().site("planta-1").area("norte").device("gw-a72f").command("reset");
        TopicFilter temperatures = acme.events().anySite().anyArea().anyDevice().measure("temp");
        TopicFilter plant = acme.events().site("planta-1").everything();
        Topic lastValue =
                acme.state().site("planta-1").area("norte").device("gw-a72f").measure("temp");
        Topic presence = acme.presence().site("planta-1").area("norte").device("gw-a72f");

        assertThat(acme).hasToString("acme/v1");
        assertThat(temperature).hasToString("acme/v1/evt/planta-1/norte/gw-a72f/temp");
        assertThat(reset).hasToString("acme/v1/cmd/planta-1/norte/gw-a72f/reset");
        assertThat(temperatures).hasToString("acme/v1/evt/+/+/+/temp");
        assertThat(plant).hasToString("acme/v1/evt/planta-1/#");
        assertThat(lastValue).hasToString("acme/v1/state/planta-1/norte/gw-a72f/temp");
        assertThat(presence).hasToString("acme/v1/state/planta-1/norte/gw-a72f/presence");
        assertThat(temperatures.matches(temperature)).isTrue();
        assertThat(plant.matches(temperature)).isTrue();
        assertThat(plant.matches(reset)).isFalse();
    }

    static Stream<Arguments> filters() {
        SiteStep<MeasureStep, MeasureFilterStep> events = ACME.events();
        SiteStep<CommandStep, CommandFilterStep> commands = ACME.commands();
        SiteStep<Topic, TopicFilter> presence = ACME.presence();
        return Stream.of(
                Arguments.of(events.everything(), "acme/v1/evt/#"),
                Arguments.of(events.anySite().everything(), "acme/v1/evt/+/#"),
                Arguments.of(events.anySite().area("a").everything(), "acme/v1/evt/+/a/#"),
                Arguments.of(events.anySite().area("a").device("d").measure("m"), "acme/v1/evt/+/a/d/m"),
                Arguments.of(events.anySite().anyArea().device("d").anyMeasure(), "acme/v1/evt/+/+/d/+"),
                Arguments.of(events.site("s").area("a").everything(), "acme/v1/evt/s/a/#"),
                Arguments.of(events.site("s").anyArea().everything(), "acme/v1/evt/s/+/#"),
                Arguments.of(events.site("s").anyArea().anyDevice().everything(), "acme/v1/evt/s/+/+/#"),
                Arguments.of(events.site("s").area("a").anyDevice().measure("m"), "acme/v1/evt/s/a/+/m"),
                Arguments.of(events.site("s").area("a").device("d").anyMeasure(), "acme/v1/evt/s/a/d/+"),
                Arguments.of(events.site("s").area("a").device("d").everything(), "acme/v1/evt/s/a/d/#"),
                Arguments.of(commands.site("s").area("a").device("d").anyCommand(), "acme/v1/cmd/s/a/d/+"),
                Arguments.of(commands.site("s").area("a").device("d").everything(), "acme/v1/cmd/s/a/d/#"),
                Arguments.of(commands.site("s").area("a").anyDevice().command("c"), "acme/v1/cmd/s/a/+/c"),
                Arguments.of(commands.anySite().anyArea().anyDevice().anyCommand(), "acme/v1/cmd/+/+/+/+"),
                Arguments.of(commands.anySite().anyArea().anyDevice().everything(), "acme/v1/cmd/+/+/+/#"),
                Arguments.of(ACME.state().site("s").area("a").device("d").anyMeasure(), "acme/v1/state/s/a/d/+"),
                Arguments.of(ACME.state().anySite().anyArea().anyDevice().everything(), "acme/v1/state/+/+/+/#"),
                Arguments.of(ACME.state().anySite().anyArea().anyDevice().measure("m"), "acme/v1/state/+/+/+/m"),
                Arguments.of(presence.everything(), "acme/v1/state/+/+/+/presence"),
                Arguments.of(presence.site("planta-1").everything(), "acme/v1/state/planta-1/+/+/presence"),
                Arguments.of(presence.site("s").area("a").everything(), "acme/v1/state/s/a/+/presence"),
                Arguments.of(presence.site("s").area("a").anyDevice(), "acme/v1/state/s/a/+/presence"),
                Arguments.of(presence.anySite().everything(), "acme/v1/state/+/+/+/presence"),
                Arguments.of(presence.anySite().anyArea().everything(), "acme/v1/state/+/+/+/presence"),
                Arguments.of(presence.anySite().area("a").device("d"), "acme/v1/state/+/a/d/presence"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void shouldBuildFilterWhenAnyLevelIsLeftOpen(TopicFilter filter, String text) {
        assertThat(filter).hasToString(text).isEqualTo(TopicFilter.of(text));
    }

    @Test
    void shouldGiveSameTopicsWhenStageIsReused() {
        SiteStep<MeasureStep, MeasureFilterStep> events = ACME.events();
        AreaStep<MeasureStep, MeasureFilterStep> site = events.site("s");
        MeasureStep device = site.area("a").device("d");

        Topic first = device.measure("m");
        Topic other = device.measure("n");
        Topic elsewhere = site.area("b").device("d").measure("m");
        events.site("Bad Site");
        Topic again = device.measure("m");

        assertThat(first).isEqualTo(again).hasToString("acme/v1/evt/s/a/d/m");
        assertThat(other).hasToString("acme/v1/evt/s/a/d/n");
        assertThat(elsewhere).hasToString("acme/v1/evt/s/b/d/m");
    }

    @Test
    void shouldThrowAllViolationsTogetherWhenSeveralNamesAreMisspelled() {
        MeasureStep device = ACME.events().site("Planta 1").area("").device("gw+a72f");

        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> device.measure("humedád"))
                .withMessageContainingAll("rule 2, level 3", "rule 3, level 3", "write \"planta-1\"")
                .satisfies(thrown -> {
                    assertThat(thrown).isInstanceOf(LatidoException.class);
                    assertThat(thrown.text()).isEqualTo("acme/v1/evt/Planta 1//gw+a72f/humedád");
                    assertThat(thrown.violations())
                            .extracting(Violation::rule, Violation::level, Violation::part, Violation::suggestion)
                            .containsExactly(
                                    tuple(NamingRule.LOWERCASE_WITHOUT_ACCENTS, 3, "Planta 1", "planta-1"),
                                    tuple(NamingRule.NO_SPACES_OR_SIGNS, 3, "Planta 1", "planta-1"),
                                    tuple(NamingRule.NO_SPACES_OR_SIGNS, 4, "", "unnamed"),
                                    tuple(NamingRule.NO_WILDCARDS_IN_NAMES, 5, "gw+a72f", "gw-a72f"),
                                    tuple(NamingRule.LOWERCASE_WITHOUT_ACCENTS, 6, "humedád", "humedad"));
                });
    }

    static Stream<Supplier<Object>> endsOfMisspelledChains() {
        return Stream.of(
                () -> ACME.events().site("S").everything(),
                () -> ACME.events().site("S").area("a").everything(),
                () -> ACME.events().site("s").area("A").device("d").anyMeasure(),
                () -> ACME.events().site("s").area("a").device("D").everything(),
                () -> ACME.events().site("s").area("a").anyDevice().measure("M"),
                () -> ACME.events().anySite().area("A").everything(),
                () -> ACME.state().site("s").area("a").device("d").measure("M"),
                () -> ACME.state().anySite().anyArea().anyDevice().measure("presence"),
                () -> ACME.commands().site("s").area("a").device("d").command("C"),
                () -> ACME.commands().site("s").area("a").anyDevice().command("C"),
                () -> ACME.commands().anySite().area("a").device("D").anyCommand(),
                () -> ACME.presence().site("s").area("a").device("D"),
                () -> ACME.presence().site("S").anyArea().anyDevice(),
                () -> ACME.presence().site("S").everything(),
                () -> ACME.events().site("a/b").area("a").device("d").measure("m"));
    }

    @ParameterizedTest
    @MethodSource("endsOfMisspelledChains")
    void shouldThrowOneViolationWhenOneNameIsMisspelled(Supplier<Object> chain) {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(chain::get)
                .satisfies(thrown -> assertThat(thrown.violations()).hasSize(1));
    }

    @Test
    void shouldRefusePresenceAsMeasureWhenChannelIsState() {
        MeasureStep device = ACME.state().site("s").area("a").device("d");
        MeasureFilterStep devices = ACME.state().anySite().anyArea().anyDevice();

        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> device.measure("presence"))
                .withMessageContaining("use presence() of the root")
                .satisfies(thrown -> assertThat(thrown.violations())
                        .extracting(Violation::rule)
                        .containsExactly(TopicLimit.RESERVED_LEVEL));
        assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> devices.measure("presence"));
        assertThatNoException()
                .isThrownBy(() -> ACME.events().site("s").area("a").device("d").measure("presence"));
    }

    @Test
    void shouldAcceptTopicWhenItHasExactly256Bytes() {
        MeasureStep device = ACME.events().site("s").area("a").device("d");
        String longest = "m".repeat(256 - "acme/v1/evt/s/a/d/".length());

        assertThat(device.measure(longest).toString()).hasSize(256);
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> device.measure(longest + "m"))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .singleElement()
                        .satisfies(violation -> {
                            assertThat(violation.rule()).isEqualTo(TopicLimit.FLEET_BYTES);
                            assertThat(violation.level()).isEqualTo(6);
                            assertThat(violation.suggestion()).isEqualTo(longest);
                        }));
    }

    @ParameterizedTest
    @CsvSource({"Acme,acme", "acme corp,acme-corp", "acmé,acme", "acme+,acme", "acme/v1,acme-v1", "'',unnamed"})
    void shouldRefuseRootAtOnceWhenCompanyIsMisspelled(String company, String suggestion) {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> TopicRoot.of(company, 1))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .isNotEmpty()
                        .allSatisfy(
                                violation -> assertThat(violation.suggestion()).isEqualTo(suggestion)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void shouldRefuseRootWhenVersionIsLessThanOne(int version) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicRoot.of("acme", version))
                .withMessage("version must be at least 1, but was " + version);
    }

    @Test
    void shouldBeEqualWhenCompanyAndVersionAre() {
        assertThat(TopicRoot.of("acme", 1)).isEqualTo(ACME).hasSameHashCodeAs(ACME);
        assertThat(TopicRoot.of("acme", 2)).isNotEqualTo(ACME).hasToString("acme/v2");
        assertThat(TopicRoot.of("emca", 1)).isNotEqualTo(ACME);
        assertThat(ACME).isNotEqualTo("acme/v1");
        assertThat(ACME.company()).isEqualTo("acme");
        assertThat(ACME.version()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/v1/evt/planta-1/norte/gw-a72f/temp",
                "acme/v1/cmd/planta-1/norte/gw-a72f/reset",
                "acme/v1/state/planta-1/norte/gw-a72f/temp",
                "acme/v1/state/planta-1/norte/gw-a72f/presence",
                "acme/v1/evt/acme/v2/cmd/state"
            })
    void shouldParseTopicWhenStepsCouldBuildIt(String text) {
        assertThat(ACME.parse(text)).hasToString(text);
    }

    static Stream<Arguments> foreignTopics() {
        return Stream.of(
                Arguments.of("emca/v1/evt/s/a/d/m", NamingRule.GENERAL_TO_SPECIFIC),
                Arguments.of("acme/v1/evt/s/A/d/m", NamingRule.LOWERCASE_WITHOUT_ACCENTS),
                Arguments.of("acme/v1/evt/s//d/m", NamingRule.NO_SPACES_OR_SIGNS),
                Arguments.of("acme/v1/evt/s/+/d/m", NamingRule.NO_WILDCARDS_IN_NAMES),
                Arguments.of("acme/v1/all/s/a/d/m", NamingRule.DATA_APART_FROM_COMMANDS),
                Arguments.of("acme/v2/evt/s/a/d/m", NamingRule.VERSIONED_ROOT),
                Arguments.of("acme/v1/evt/s/a/m", TopicLimit.ROOT_LAYOUT),
                Arguments.of("acme/v1/evt", TopicLimit.ROOT_LAYOUT),
                Arguments.of("acme/v1/evt/s/a/d/m/x", TopicLimit.ROOT_LAYOUT));
    }

    @ParameterizedTest
    @MethodSource("foreignTopics")
    void shouldRefuseTextWhenItBreaksOneRuleUnderThisRoot(String text, TopicRule rule) {
        assertThatExceptionOfType(InvalidTopicException.class)
                .isThrownBy(() -> ACME.parse(text))
                .satisfies(thrown -> assertThat(thrown.violations())
                        .extracting(Violation::rule)
                        .containsExactly(rule));
    }
}
