package dev.latido.topics.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.topics.NamingRule;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicLinterTest {

    private static final TopicRoot ACME = TopicRoot.of("acme", 1);
    private static final String TEMP = "acme/v1/evt/planta-1/norte/gw-a72f/temp";
    private static final String HUMIDITY = "acme/v1/evt/planta-1/norte/gw-a72f/humedad";
    private static final String RESET = "acme/v1/cmd/planta-1/norte/gw-a72f/reset";
    private static final String PRESENCE = "acme/v1/state/planta-1/norte/gw-a72f/presence";

    private static LintReport lint(String... topics) {
        return TopicLinter.builder().build().lint(List.of(topics));
    }

    private static LintReport lintAcme(String... topics) {
        return TopicLinter.of(ACME).lint(List.of(topics));
    }

    private static List<LintFinding> findings(LintReport report, LintCheck check) {
        return report.findings().stream()
                .filter(finding -> finding.check() == check)
                .toList();
    }

    private static List<String> messages(LintReport report, LintCheck check) {
        return findings(report, check).stream().map(LintFinding::message).toList();
    }

    private static List<LintCheck> checks(LintReport report) {
        return report.findings().stream().map(LintFinding::check).toList();
    }

    @Test
    void shouldFindNothingInFleetThatKeepsTheRules() {
        String[] fleet = {
            TEMP,
            HUMIDITY,
            RESET,
            PRESENCE,
            "acme/v1/evt/+/+/+/temp",
            "acme/v1/evt/+/+/+/humedad",
            "$share/billing/acme/v1/evt/#",
            "acme/+/cmd/planta-1/norte/gw-a72f/#",
            "$SYS/broker/uptime",
            "$SYS/#"
        };

        assertThat(lintAcme(fleet).findings()).isEmpty();
        assertThat(lint(fleet).findings()).isEmpty();
        assertThat(lint(fleet).isClean()).isTrue();
        assertThat(lint(fleet).toText()).isEqualTo("5 topics, 5 filters: 0 errors, 0 warnings, 0 infos");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNUSED_ALLOWANCE")
    void shouldFindWhatTheExplanationCallsWrong(LintCheck check) {
        LintReport wrong = TopicLinter.builder().build().lint(check.wrong());
        LintReport right = TopicLinter.builder().build().lint(check.right());

        assertThat(findings(wrong, check))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(check.defaultSeverity()));
        assertThat(findings(right, check)).isEmpty();
        assertThat(check.explanation()).contains("\n  wrong  \"", "\n  right  \"");
    }

    @ParameterizedTest
    @EnumSource(LintCheck.class)
    void shouldExplainEachCheck(LintCheck check) {
        assertThat(check.id()).matches("[a-z]+(-[a-z]+)*");
        assertThat(check.statement()).matches("[A-Z][^\\n]{5,}[^.]");
        assertThat(check.explanation()).hasSizeGreaterThan(40);
        assertThat(check.defaultSeverity()).isNotEqualTo(Severity.INFO);
    }

    @ParameterizedTest
    @EnumSource(NamingRule.class)
    void shouldHaveOneCheckForEachNamingRule(NamingRule rule) {
        LintCheck check = LintCheck.of(rule);

        assertThat(check.name()).isEqualTo(rule.name());
        assertThat(check.defaultSeverity()).isEqualTo(Severity.ERROR);
        assertThat(check.statement()).isEqualTo(rule.statement() + " (rule " + rule.number() + ")");
    }

    @Test
    void shouldProposeTheWholeTopicWhenNamesAreMisspelled() {
        LintReport report = lint("acme/v1/evt/Planta 1/Norte/gw-a72f/Temp");

        LintFinding letters =
                findings(report, LintCheck.LOWERCASE_WITHOUT_ACCENTS).get(0);
        LintFinding spaces = findings(report, LintCheck.NO_SPACES_OR_SIGNS).get(0);
        assertThat(letters.suggestion()).isEqualTo("acme/v1/evt/planta-1/norte/gw-a72f/temp");
        assertThat(letters.message()).contains("\"Planta 1\" has \"P\"").contains("; \"Norte\" has \"N\"");
        assertThat(spaces.suggestion()).isEqualTo("acme/v1/evt/planta-1/Norte/gw-a72f/Temp");
        assertThat(report.findings()).hasSize(2);
    }

    @Test
    void shouldNameThreeViolationsAtMost() {
        LintReport report = lint("A/B/C/D/E");

        LintFinding letters =
                findings(report, LintCheck.LOWERCASE_WITHOUT_ACCENTS).get(0);
        assertThat(letters.message()).contains("\"C\"").doesNotContain("\"D\"");
        assertThat(letters.suggestion()).isEqualTo("a/b/c/d/e");
    }

    @ParameterizedTest
    @CsvSource({
        "acme/planta-1/norte/gw-a72f/temp, acme/v1/planta-1/norte/gw-a72f/temp",
        "acme/evt/planta-1/norte/gw-a72f/temp, acme/v1/evt/planta-1/norte/gw-a72f/temp",
        "$share/g/acme/evt/#, $share/g/acme/v1/evt/#"
    })
    void shouldProposeAVersionWhereThereIsNone(String topic, String proposal) {
        assertThat(findings(lint(topic), LintCheck.VERSIONED_ROOT))
                .singleElement()
                .extracting(LintFinding::text, LintFinding::suggestion)
                .containsExactly(topic, proposal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/#", "acme/+/evt/#", "acme/+/planta-1/#", "acme/v1/#", "acme/v1/+/planta-1/#", "acme"})
    void shouldNotAskForNamesWhereAFilterHasAWildcard(String filter) {
        LintReport report = lint(filter.equals("acme") ? "acme/+" : filter);

        assertThat(checks(report))
                .doesNotContain(
                        LintCheck.VERSIONED_ROOT,
                        LintCheck.DATA_APART_FROM_COMMANDS,
                        LintCheck.NO_WILDCARDS_IN_NAMES,
                        LintCheck.GENERAL_TO_SPECIFIC,
                        LintCheck.NO_DEVICE_LEVEL);
    }

    @Test
    void shouldHoldFiltersToTheSpellingOfNamesToo() {
        LintReport report = lint("acme/v1/evt/+/Norte/#");

        assertThat(checks(report)).containsExactly(LintCheck.LOWERCASE_WITHOUT_ACCENTS);
        assertThat(report.findings().get(0).suggestion()).isEqualTo("acme/v1/evt/+/norte/#");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+", "+/+", "+/#", "+/v1/evt/planta-1/norte/gw-a72f/temp", "$share/g/#", "+/x/y"})
    void shouldOnlyBlameTheRootWhenAFilterStartsThere(String filter) {
        LintReport report = lintAcme(filter);

        assertThat(checks(report)).containsExactly(LintCheck.ROOT_WILDCARD);
        assertThat(report.count(Severity.ERROR)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a/#/b", "a+/+", "$share", "$share/", "$share/g", "$share/g/", "$share/+/a", "a/\u0000"})
    void shouldOnlyBlameTheSyntaxWhenMqttRefusesTheText(String text) {
        LintReport report = lintAcme(text);

        assertThat(checks(report)).containsExactly(LintCheck.MQTT_SYNTAX);
        assertThat(report.findings().get(0).text()).isEqualTo(text);
        assertThat(report.findings().get(0).message()).isNotBlank();
    }

    @Test
    void shouldHoldTopicsToTheRootWhenItIsKnown() {
        LintReport report = lintAcme(
                "umbrella/v1/evt/planta-1/norte/gw-a72f/temp",
                "acme/v2/evt/planta-1/norte/gw-a72f/temp",
                "temp/gw-a72f/norte/planta-1/evt/v1/acme");

        assertThat(findings(report, LintCheck.GENERAL_TO_SPECIFIC))
                .extracting(LintFinding::suggestion)
                .containsExactly(
                        "acme/umbrella/v1/evt/planta-1/norte/gw-a72f/temp", "acme/v1/evt/planta-1/norte/gw-a72f/temp");
        assertThat(messages(report, LintCheck.VERSIONED_ROOT)).contains("\"v2\" is not the version of the root, v1");
    }

    @Test
    void shouldGuessTheCompanyWhenMostTopicsBeginWithIt() {
        LintReport report = lint(TEMP, RESET, PRESENCE, "temp/norte/planta-1/acme", "umbrella/v1/evt/p/a/d/m");

        assertThat(findings(report, LintCheck.GENERAL_TO_SPECIFIC))
                .singleElement()
                .extracting(LintFinding::text, LintFinding::suggestion)
                .containsExactly("temp/norte/planta-1/acme", "acme/planta-1/norte/temp");
        assertThat(findings(report, LintCheck.VERSIONED_ROOT))
                .singleElement()
                .extracting(LintFinding::suggestion)
                .isEqualTo("");
    }

    @Test
    void shouldNotGuessACompanyFromHalfOfTheTopicsOrFewer() {
        assertThat(checks(lint(TEMP, "temp/norte/planta-1/acme"))).doesNotContain(LintCheck.GENERAL_TO_SPECIFIC);
        assertThat(checks(lint(TEMP, RESET, "temp/norte/planta-1/acme", "x/y/z/acme")))
                .doesNotContain(LintCheck.GENERAL_TO_SPECIFIC);
        assertThat(checks(lint("Acme/a/b/c", "Acme/a/b/d", "c/b/a/Acme")))
                .doesNotContain(LintCheck.GENERAL_TO_SPECIFIC);
    }

    @ParameterizedTest
    @CsvSource({
        "acme/v1/evt/planta-1/gw-a72f/temp, false, true",
        "acme/v1/evt/planta-1/temp, true, true",
        "acme/v1/evt/planta-1/norte/gw-a72f/temp, false, false",
        "acme/v1/evt/a/b/c/d/e, false, false",
        "acme, true, true",
        "umbrella/v1/evt/planta-1/gw-a72f/temp, false, false"
    })
    void shouldMissTheDeviceWhenThereAreTooFewLevels(String topic, boolean anywhere, boolean underRoot) {
        assertThat(checks(lint(topic)).contains(LintCheck.NO_DEVICE_LEVEL)).isEqualTo(anywhere);
        assertThat(checks(lintAcme(topic)).contains(LintCheck.NO_DEVICE_LEVEL)).isEqualTo(underRoot);
    }

    @Test
    void shouldSayWhichLevelsARootHas() {
        assertThat(messages(lintAcme("acme/v1/evt/planta-1/temp"), LintCheck.NO_DEVICE_LEVEL))
                .containsExactly("it has 2 levels below company, version and channel, not the 4 of"
                        + " acme/v1/{channel}/{site}/{area}/{device}/{name}");
        assertThat(messages(lint("acme/v1/evt/planta-1/temp"), LintCheck.NO_DEVICE_LEVEL))
                .containsExactly("it has 2 levels below company, version and channel, not the 3 of"
                        + " place, device and measure");
    }

    @ParameterizedTest
    @CsvSource({
        "acme/v1/evt/1/2/3/4/5, ",
        "acme/v1/evt/1/2/3/4/5/6, MANY_LEVELS",
        "acme/v1/evt/1/2/3/4/5/6/7/8, MANY_LEVELS",
        "acme/v1/evt/1/2/3/4/5/6/7/8/9, TOO_MANY_LEVELS",
        "acme/v1/evt/+/2/3/4/5/#, MANY_LEVELS",
        "acme/evt/1/2/3/4/5, ",
        "acme/1/2/3/4/5/6, MANY_LEVELS"
    })
    void shouldCountTheLevelsBelowCompanyVersionAndChannel(String topic, LintCheck expected) {
        assertThat(checks(lint(topic)).stream()
                        .filter(check -> check == LintCheck.MANY_LEVELS || check == LintCheck.TOO_MANY_LEVELS))
                .containsExactlyElementsOf(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void shouldCountBytesNotCharacters() {
        String longest = "acme/v1/evt/planta-1/norte/gw-a72f/" + "x".repeat(256 - 35);

        assertThat(checks(lint(longest))).isEmpty();
        assertThat(messages(lint(longest + "x"), LintCheck.TOO_LONG)).containsExactly("it has 257 bytes");
        assertThat(messages(lint(longest.substring(1) + "ñ"), LintCheck.TOO_LONG))
                .containsExactly("it has 257 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "acme/v1/#, true",
        "acme/#, true",
        "acme/+/#, true",
        "acme/v1/+/planta-1/#, true",
        "acme/+/+/planta-1/#, true",
        "acme/v1/evt/#, false",
        "acme/+/evt/#, false",
        "acme/v2/#, false",
        "umbrella/#, false",
        "acme/v1, false"
    })
    void shouldFindFiltersThatTakeInDataAndCommands(String filter, boolean mixed) {
        assertThat(checks(lintAcme(filter)).contains(LintCheck.MIXED_TRAFFIC)).isEqualTo(mixed);
        assertThat(checks(lint(TEMP, RESET, filter)).contains(LintCheck.MIXED_TRAFFIC))
                .isEqualTo(mixed);
    }

    @Test
    void shouldLetFiltersTakeInDataAndStates() {
        assertThat(checks(lint(TEMP, PRESENCE, "acme/v1/#"))).doesNotContain(LintCheck.MIXED_TRAFFIC);
        assertThat(checks(lint(RESET, "acme/v1/#"))).doesNotContain(LintCheck.MIXED_TRAFFIC);
    }

    @ParameterizedTest
    @CsvSource({"acme/+/planta-1/#, true", "acme/#, true", "acme/evt/#, false", "acme/+, true", "acme/v1/+/#, false"})
    void shouldFindMixedFiltersWithoutAVersionToo(String filter, boolean mixed) {
        LintReport report = lint("acme/evt/p/a/d/m", "acme/cmd/p/a/d/c", filter);

        assertThat(checks(report).contains(LintCheck.MIXED_TRAFFIC)).isEqualTo(mixed);
    }

    @Test
    void shouldLearnTheChannelsFromFiltersAsWell() {
        assertThat(checks(lint("acme/+/evt/#", "acme/+/cmd/#", "acme/v1/+/planta-1/#")))
                .contains(LintCheck.MIXED_TRAFFIC);
    }

    @Test
    void shouldFindCommandsAmongData() {
        LintReport inData = lint(TEMP, "acme/v1/evt/planta-1/norte/gw-a72f/reset");
        LintReport elsewhere = lint(TEMP, "acme/v1/evt/planta-1/norte/gw-b10c/reset");
        LintReport withoutChannel = lint("acme/p/gw/set", "acme/p/gw/temp");
        LintReport inCommands = lint("acme/v1/cmd/planta-1/norte/gw-a72f/mode", RESET);

        assertThat(findings(inData, LintCheck.MIXED_TRAFFIC))
                .singleElement()
                .extracting(LintFinding::text, LintFinding::suggestion)
                .containsExactly("acme/v1/evt/planta-1/norte/gw-a72f/reset", RESET);
        assertThat(checks(elsewhere)).doesNotContain(LintCheck.MIXED_TRAFFIC);
        assertThat(findings(withoutChannel, LintCheck.MIXED_TRAFFIC))
                .singleElement()
                .extracting(LintFinding::text, LintFinding::suggestion)
                .containsExactly("acme/p/gw/set", "");
        assertThat(checks(inCommands)).doesNotContain(LintCheck.MIXED_TRAFFIC);
        assertThat(checks(lint("reset", "temp"))).doesNotContain(LintCheck.MIXED_TRAFFIC);
    }

    @Test
    void shouldCountTheDepthsBelowEachRoot() {
        LintReport report = lint(TEMP, HUMIDITY, "acme/v1/evt/planta-2/gw-b10c/temp", RESET, "acme/v1/evt/#");

        assertThat(findings(report, LintCheck.UNEVEN_DEPTH))
                .singleElement()
                .extracting(LintFinding::text, LintFinding::message)
                .containsExactly(
                        "acme/v1/evt/planta-2/gw-b10c/temp",
                        "below \"acme/v1/evt\" there are topics of different depth: 1 of 6 levels, 2 of 7 levels");
    }

    @Test
    void shouldLetRootsHaveDepthsOfTheirOwn() {
        assertThat(checks(lint(TEMP, "acme/v2/evt/planta-1/gw-a72f/temp", "acme/v1/cmd/planta-1/gw-a72f/reset")))
                .doesNotContain(LintCheck.UNEVEN_DEPTH);
    }

    @Test
    void shouldTellOverlapsApartByWhatCoversWhat() {
        assertThat(messages(lint("acme/v1/evt/#", "acme/v1/evt/+/+/+/temp"), LintCheck.OVERLAPPING_FILTERS))
                .containsExactly("\"acme/v1/evt/#\" matches everything that it matches");
        assertThat(messages(lint("acme/v1/evt/+/+/+/temp", "acme/v1/evt/#"), LintCheck.OVERLAPPING_FILTERS))
                .containsExactly("it matches everything that \"acme/v1/evt/+/+/+/temp\" matches");
        assertThat(messages(lint("acme/v1/evt/p/#", "acme/v1/evt/+/+/+/temp"), LintCheck.OVERLAPPING_FILTERS))
                .containsExactly("some topics match both this filter and \"acme/v1/evt/p/#\"");
    }

    @Test
    void shouldLetDifferentGroupsHaveTheSameFilter() {
        String filter = "acme/v1/evt/#";

        assertThat(lint(filter, "$share/a/" + filter, "$share/b/" + filter).findings())
                .isEmpty();
        assertThat(checks(lint("$share/a/" + filter, "$share/a/acme/v1/evt/planta-1/#")))
                .containsExactly(LintCheck.OVERLAPPING_FILTERS);
    }

    @Test
    void shouldTakeTheSeveritiesThatAreAskedFor() {
        TopicLinter linter = TopicLinter.builder()
                .severity(LintCheck.VERSIONED_ROOT, Severity.INFO)
                .severity(LintCheck.DATA_APART_FROM_COMMANDS, Severity.WARNING)
                .build();

        LintReport report = linter.lint(List.of("acme/planta-1/norte/temp"));
        LintReport infos = linter.lint(List.of("acme/evt/planta-1/norte/temp"));

        assertThat(report.findings())
                .extracting(LintFinding::check)
                .containsExactly(LintCheck.DATA_APART_FROM_COMMANDS, LintCheck.VERSIONED_ROOT);
        assertThat(report.count(Severity.ERROR)).isZero();
        assertThat(report.count(Severity.WARNING)).isEqualTo(1);
        assertThat(report.count(Severity.INFO)).isEqualTo(1);
        assertThat(report.isClean()).isFalse();
        assertThat(infos.isClean()).isTrue();
        assertThat(infos.findings()).hasSize(1);
    }

    @Test
    void shouldBeImmutableWhenTheBuilderGoesOn() {
        TopicLinter.Builder builder = TopicLinter.builder();
        TopicLinter before = builder.build();

        TopicLinter after = builder.severity(LintCheck.VERSIONED_ROOT, Severity.INFO)
                .allow(TopicFilter.of("x"), "gone")
                .root(ACME)
                .build();

        assertThat(before.lint(List.of()).findings()).isEmpty();
        assertThat(checks(after.lint(List.of()))).containsExactly(LintCheck.UNUSED_ALLOWANCE);
    }

    @Test
    void shouldLeaveOutWhatIsAllowed() {
        TopicLinter linter = TopicLinter.builder()
                .allow(TopicFilter.of("legacy/#"), "until 2028")
                .allow(TopicFilter.of("Old/Topic"), "a supplier's")
                .allow(TopicFilter.of("$SYS/x"), "unused")
                .allow(TopicFilter.wholeFleet("audit"), "the auditor's")
                .build();

        LintReport report = linter.lint(List.of("legacy/A B", "legacy/+/Ü", "Old/Topic", "#", "Old/Other", TEMP));

        assertThat(report.toText()).startsWith("2 topics, 0 filters (and 4 allowed): 3 errors, 2 warnings, 0 infos");
        assertThat(findings(report, LintCheck.UNUSED_ALLOWANCE))
                .singleElement()
                .extracting(LintFinding::text, LintFinding::message)
                .containsExactly("$SYS/x", "no topic or filter in the list needs it; its reason was \"unused\"");
        assertThat(report.findings()).extracting(LintFinding::text).containsOnly("Old/Other", "$SYS/x");
    }

    @Test
    void shouldAllowNoMoreThanAnEntryCovers() {
        TopicLinter linter = TopicLinter.builder()
                .allow(TopicFilter.of("legacy/+"), "until 2028")
                .allow(TopicFilter.wholeFleet("audit"), "the auditor's")
                .build();

        LintReport report =
                linter.lint(List.of("#", "legacy/#", "legacy/X/#", "Any/Topic", "legacy/a/b", "+/a", "legacy/#/x"));

        assertThat(report.findings())
                .extracting(LintFinding::text)
                .contains("legacy/X/#", "Any/Topic", "legacy/a/b", "+/a", "legacy/#/x", "legacy/+")
                .doesNotContain("#");
        assertThat(report.toJson()).contains("\"allowed\":1,");
    }

    @Test
    void shouldAllowFiltersThatAreShared() {
        TopicLinter linter =
                TopicLinter.builder().allow(TopicFilter.of("Legacy/#"), "old").build();

        assertThat(linter.lint(List.of("$share/g/Legacy/Topic")).findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void shouldAskForAReasonWhenSomethingIsAllowed(String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicLinter.builder().allow(TopicFilter.of("legacy/#"), reason))
                .withMessageContaining("must say why \"legacy/#\" is allowed");
    }

    @Test
    void shouldRefuseToAllowTheSameTwice() {
        TopicLinter.Builder builder = TopicLinter.builder().allow(TopicFilter.of("legacy/#"), "old");

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.allow(TopicFilter.of("legacy/#"), "older"))
                .withMessage("\"legacy/#\" is already allowed");
    }

    @Test
    void shouldCountRepeatedLinesOnce() {
        assertThat(lint(TEMP, TEMP, "acme/v1/evt/#", "acme/v1/evt/#").toText())
                .isEqualTo("1 topic, 1 filter: 0 errors, 0 warnings, 0 infos");
    }

    @Test
    void shouldRefuseANullInTheList() {
        assertThatNullPointerException()
                .isThrownBy(() -> TopicLinter.of(ACME).lint(Arrays.asList(TEMP, null)))
                .withMessage("topic must not be null");
    }

    @Test
    void shouldReadAFileWithoutItsCommentsAndEmptyLines(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("topics.txt");
        Files.writeString(file, "# our fleet\n\n" + TEMP + "\r\n   \n#\n#x\n" + RESET + " \n");

        LintReport report = TopicLinter.of(ACME).lint(file);

        assertThat(report.toText()).startsWith("3 topics, 1 filter:");
        assertThat(findings(report, LintCheck.ROOT_WILDCARD))
                .extracting(LintFinding::text)
                .containsExactly("#");
        assertThat(findings(report, LintCheck.NO_SPACES_OR_SIGNS))
                .extracting(LintFinding::text)
                .containsExactly(RESET + " ");
        assertThat(findings(report, LintCheck.NO_WILDCARDS_IN_NAMES))
                .extracting(LintFinding::text)
                .containsExactly("#x");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> TopicLinter.of(ACME).lint(directory.resolve("none")));
    }

    /** A hang guard, not a measurement: all pairs of this list would take hours. */
    @Test
    @Tag("exhaustive")
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void shouldNotCompareAllPairsOfALargeFleet() {
        List<String> fleet = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            fleet.add("acme/v1/evt/planta-" + i % 50 + "/area-" + i % 7 + "/gw-" + i + "/temp");
        }
        for (int i = 0; i < 50_000; i++) {
            fleet.add("acme/v1/evt/+/+/gw-" + i + "/#");
        }
        for (int i = 0; i < 2_000; i++) {
            fleet.add("Werk " + i + "/" + Integer.toString(i * 7919, 26).replaceAll("[0-9]", "x") + "/temp");
        }
        fleet.add("acme/v1/evt/planta-1/area-1/gw-1/temperature");

        LintReport report = TopicLinter.of(ACME).lint(fleet);

        assertThat(findings(report, LintCheck.NEAR_DUPLICATE))
                .extracting(LintFinding::text)
                .contains("acme/v1/evt/planta-1/area-1/gw-1/temperature")
                .allMatch(text -> text.endsWith("temperature") || text.startsWith("Werk"));
        assertThat(findings(report, LintCheck.OVERLAPPING_FILTERS)).isEmpty();
        assertThat(report.toText().lines()).hasSizeLessThan(200);
    }

    /** Filters that force the search through the whole tree each time. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void shouldSayThatItGaveUpWhenThereAreTooManyFilters() {
        List<String> filters = Stream.iterate(0, i -> i + 1)
                .limit(20_000)
                .flatMap(i -> Stream.of("acme/v1/evt/p-" + i + "/a-" + i + "/#", "acme/v1/evt/+/b-" + i + "/#"))
                .toList();

        LintReport report = lint(filters.toArray(String[]::new));

        assertThat(messages(report, LintCheck.OVERLAPPING_FILTERS))
                .containsExactly(
                        "there are too many filters to compare: this filter and those after it were not compared");
    }
}
