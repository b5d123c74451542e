package dev.latido.topics.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.topics.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LintReportTest {

    @Test
    void shouldSortTheWorstFirstThenByCheckThenByLine() {
        LintReport report = TopicLinter.builder()
                .build()
                .lint(List.of("acme/v1/evt/b/temp", "acme/v1/evt/a/temp", "acme/B/a/b/c", "acme/A/a/b/c", "a/#/b"));

        assertThat(report.findings())
                .extracting(finding -> finding.check() + " " + finding.text())
                .containsExactly(
                        "MQTT_SYNTAX a/#/b",
                        "LOWERCASE_WITHOUT_ACCENTS acme/B/a/b/c",
                        "LOWERCASE_WITHOUT_ACCENTS acme/A/a/b/c",
                        "DATA_APART_FROM_COMMANDS acme/B/a/b/c",
                        "DATA_APART_FROM_COMMANDS acme/A/a/b/c",
                        "VERSIONED_ROOT acme/B/a/b/c",
                        "VERSIONED_ROOT acme/A/a/b/c",
                        "NO_DEVICE_LEVEL acme/v1/evt/b/temp",
                        "NO_DEVICE_LEVEL acme/v1/evt/a/temp");
    }

    @Test
    void shouldReadAsText() {
        LintReport report =
                TopicLinter.builder().build().lint(List.of("acme/v1/evt/Planta/norte/gw/temp", "acme/v1/evt/p/temp"));

        assertThat(report.toText()).isEqualTo("""
                        2 topics, 0 filters: 1 error, 2 warnings, 0 infos

                        error lowercase-without-accents: Lowercase, without accents (rule 2)
                          "acme/v1/evt/Planta/norte/gw/temp"
                            "Planta" has "P", not one of a-z and 0-9
                            write "acme/v1/evt/planta/norte/gw/temp"

                        warning no-device-level: The device has its own level
                          "acme/v1/evt/p/temp"
                            it has 2 levels below company, version and channel, not the 3 of place, device and measure

                        warning uneven-depth: One depth below one root
                          "acme/v1/evt/p/temp"
                            below "acme/v1/evt" there are topics of different depth: 1 of 5 levels, 1 of 7 levels\
                        """).isEqualTo(report.toString());
    }

    @Test
    void shouldShowTheFirstFindingsOfEachCheckOnly() {
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < LintText.SHOWN + 2; i++) {
            topics.add("acme/evt/p/a/d-" + i + "/m");
        }

        assertThat(TopicLinter.builder()
                        .build()
                        .lint(topics.subList(0, LintText.SHOWN))
                        .toText())
                .contains("/d-4/")
                .doesNotContain(" more");
        assertThat(TopicLinter.builder().build().lint(topics).toText())
                .contains("/d-4/")
                .doesNotContain("/d-5/")
                .endsWith("\n  and 2 more");
    }

    @Test
    void shouldQuoteForeignTextInText() {
        String forged = "acme/v1/evt/p/a/d/x\n0 errors";

        assertThat(TopicLinter.builder().build().lint(List.of(forged)).toText())
                .contains("x\\u000A0 errors")
                .doesNotContain("x\n");
    }

    @Test
    void shouldReadAsJson() {
        LintReport report = TopicLinter.builder()
                .severity(LintCheck.NO_DEVICE_LEVEL, Severity.INFO)
                .allow(TopicFilter.of("x"), "old")
                .build()
                .lint(List.of("acme/v1/evt/Á\"\\/temp", "acme/v1/evt/#", "x"));

        assertThat(report.toJson())
                .isEqualTo("{\"topics\":1,\"filters\":1,\"allowed\":1,\"errors\":2,\"warnings\":0,\"infos\":1,"
                        + "\"findings\":["
                        + "{\"check\":\"lowercase-without-accents\",\"severity\":\"error\","
                        + "\"text\":\"acme/v1/evt/\\u00c1\\\"\\\\/temp\","
                        + "\"message\":\"\\\"\\u00c1\\\"\\\\\\\" has \\\"\\u00c1\\\", not one of a-z and 0-9\","
                        + "\"suggestion\":\"acme/v1/evt/a/temp\"},"
                        + "{\"check\":\"no-spaces-or-signs\",\"severity\":\"error\","
                        + "\"text\":\"acme/v1/evt/\\u00c1\\\"\\\\/temp\","
                        + "\"message\":\"\\\"\\u00c1\\\"\\\\\\\" has \\\"\\\"\\\", \\\"\\\\\\\", where only a single - or _"
                        + " between letters or digits is allowed\","
                        + "\"suggestion\":\"acme/v1/evt/a/temp\"},"
                        + "{\"check\":\"no-device-level\",\"severity\":\"info\","
                        + "\"text\":\"acme/v1/evt/\\u00c1\\\"\\\\/temp\","
                        + "\"message\":\"it has 2 levels below company, version and channel, not the 3 of place,"
                        + " device and measure\"}]}");
        assertThat(TopicLinter.builder().build().lint(List.of()).toJson())
                .isEqualTo("{\"topics\":0,\"filters\":0,\"allowed\":0,\"errors\":0,\"warnings\":0,\"infos\":0,"
                        + "\"findings\":[]}");
    }

    @Test
    void shouldEscapeAllThatIsNotPrintableAscii() {
        assertThat(LintJson.string(" ~\u007F\u001F\uD800\n")).isEqualTo("\" ~\\u007f\\u001f\\ud800\\u000a\"");
    }

    @Test
    void shouldKeepItsFindings() {
        List<LintFinding> findings =
                TopicLinter.builder().build().lint(List.of("a")).findings();

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(findings::clear);
    }

    @Test
    void shouldWriteAFindingAsOneLine() {
        assertThat(new LintFinding(LintCheck.TOO_LONG, Severity.WARNING, "a\nb", "why", "c"))
                .hasToString("warning too-long \"a\\u000Ab\": why; write \"c\"");
        assertThat(new LintFinding(LintCheck.TOO_LONG, Severity.ERROR, "a", "why", ""))
                .hasToString("error too-long \"a\": why");
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseFindingWhenAnyPartIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> new LintFinding(null, Severity.INFO, "a", "b", "c"))
                .withMessage("check must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new LintFinding(LintCheck.TOO_LONG, null, "a", "b", "c"))
                .withMessage("severity must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new LintFinding(LintCheck.TOO_LONG, Severity.INFO, null, "b", "c"))
                .withMessage("text must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new LintFinding(LintCheck.TOO_LONG, Severity.INFO, "a", null, "c"))
                .withMessage("message must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new LintFinding(LintCheck.TOO_LONG, Severity.INFO, "a", "b", null))
                .withMessage("suggestion must not be null");
    }
}
