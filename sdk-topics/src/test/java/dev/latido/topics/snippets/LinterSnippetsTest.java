package dev.latido.topics.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.TopicRoot;
import dev.latido.topics.lint.LintCheck;
import dev.latido.topics.lint.LintFinding;
import dev.latido.topics.lint.LintReport;
import dev.latido.topics.lint.Severity;
import dev.latido.topics.lint.TopicLinter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The snippets in the Javadoc of the linter. */
class LinterSnippetsTest {

    @Test
    void topicLinter() {
        TopicRoot acme = TopicRoot.of("acme", 1);
        String temp = "acme/v1/evt/planta-1/norte/gw-a72f/temp";
        String temperature = "acme/v1/evt/planta-1/norte/gw-b10c/temperature";
        LintReport report = TopicLinter.of(acme).lint(List.of(temp, temperature));
        report.isClean(); // false: temp and temperature will be confused
        String text = report.toText();

        assertThat(report.isClean()).isFalse();
        assertThat(text).contains("\"temperature\" (in 1) and \"temp\" (in 1)");
    }

    @Test
    void lintReport() {
        LintReport report = TopicLinter.builder().build().lint(List.of("acme/planta-1/norte/temp"));
        report.count(Severity.ERROR); // 2: no channel, no version
        report.toJson(); // one object: counts and findings

        assertThat(report.count(Severity.ERROR)).isEqualTo(2);
        assertThat(report.toJson()).startsWith("{\"topics\":1,\"filters\":0,\"allowed\":0,\"errors\":2,");
    }

    @Test
    void lintCheck() {
        LintCheck.NEAR_DUPLICATE.id(); // near-duplicate
        LintCheck.NEAR_DUPLICATE.defaultSeverity(); // WARNING
        LintCheck.NEAR_DUPLICATE.explanation(); // why it matters, a wrong and a right example

        assertThat(LintCheck.NEAR_DUPLICATE.id()).isEqualTo("near-duplicate");
        assertThat(LintCheck.NEAR_DUPLICATE.defaultSeverity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void lintFinding() {
        TopicLinter linter = TopicLinter.of(TopicRoot.of("acme", 1));
        String topic = "acme/v1/evt/planta-1/Norte/gw-1/temp";
        LintFinding finding = linter.lint(List.of(topic)).findings().get(0);
        finding.check(); // LOWERCASE_WITHOUT_ACCENTS
        finding.suggestion(); // acme/v1/evt/planta-1/norte/gw-1/temp

        assertThat(finding.check()).isEqualTo(LintCheck.LOWERCASE_WITHOUT_ACCENTS);
        assertThat(finding.suggestion()).isEqualTo("acme/v1/evt/planta-1/norte/gw-1/temp");
    }

    @Test
    void severity() {
        TopicLinter strict = TopicLinter.builder()
                .severity(LintCheck.NEAR_DUPLICATE, Severity.ERROR)
                .build();

        assertThat(strict.lint(List.of(
                                "acme/v1/evt/planta-1/norte/gw-1/temp", "acme/v1/evt/planta-1/norte/gw-1/temperature"))
                        .count(Severity.ERROR))
                .isEqualTo(1);
    }
}
