package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import dev.latido.topics.lint.LintCheck;
import dev.latido.topics.lint.Severity;
import dev.latido.topics.lint.TopicLinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FleetTopicsTest {

    private static final TopicRoot ACME = TopicRoot.of("acme", 1);
    private static final String TEMP = "acme/v1/evt/planta-1/norte/gw-a72f/temp";
    private static final String TEMPERATURE = "acme/v1/evt/planta-1/norte/gw-b10c/temperature";

    @Test
    void shouldPassWhenTheFleetIsClean() {
        FleetTopics fleet = FleetTopics.of(List.of(TEMP), TopicLinter.of(ACME));

        assertThat(fleet).isClean();
        assertThat(fleet.report().findings()).isEmpty();
    }

    @Test
    void shouldFailWithTheReportWhenTheFleetIsNotClean() {
        FleetTopics fleet = FleetTopics.of(List.of(TEMP, TEMPERATURE, "100%s"), TopicLinter.of(ACME));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(fleet).as("the fleet of acme").isClean())
                .withMessageStartingWith("[the fleet of acme]")
                .withMessageContaining("the topics of the fleet are not clean: 3 topics, 0 filters")
                .withMessageContaining("write \"" + TEMP.replace("a72f", "b10c") + "\"")
                .withMessageContaining(fleet.toString());
    }

    @Test
    void shouldPassWhenWhatIsFoundIsAllowedOrOnlyInformation() {
        TopicLinter linter = TopicLinter.builder()
                .root(ACME)
                .allow(TopicFilter.of("legacy/#"), "until 2028")
                .severity(LintCheck.NEAR_DUPLICATE, Severity.INFO)
                .build();

        assertThat(FleetTopics.of(List.of(TEMP, TEMPERATURE, "legacy/X"), linter))
                .isClean();
    }

    @Test
    void shouldReadAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("topics.txt"), "# ours\n\n" + TEMP + "\n");

        assertThat(FleetTopics.read(file, TopicLinter.of(ACME))).isClean();
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> FleetTopics.read(directory.resolve("none.txt"), TopicLinter.of(ACME)))
                .withMessageContaining("none.txt");
    }

    @Test
    void shouldWriteJsonThatAParserReads() {
        String odd = "a\"b\\c\u0000\n\u2028\uD83D\uDE00ñ" + "/\uD800/</script>";
        FleetTopics fleet = FleetTopics.of(List.of(odd, TEMP, "acme/v1/evt/Norte/gw/temp", "#"), TopicLinter.of(ACME));

        JsonNode json = JsonMapper.shared().readTree(fleet.report().toJson());

        assertThat(json.get("topics").asInt()).isEqualTo(3);
        assertThat(json.get("filters").asInt()).isEqualTo(1);
        assertThat(json.get("errors").asInt()).isEqualTo(fleet.report().count(Severity.ERROR));
        assertThat(json.get("findings")).hasSameSizeAs(fleet.report().findings());
        for (int i = 0; i < json.get("findings").size(); i++) {
            JsonNode finding = json.get("findings").get(i);
            var expected = fleet.report().findings().get(i);
            assertThat(finding.get("check").asString())
                    .isEqualTo(expected.check().id());
            assertThat(finding.get("severity").asString())
                    .isEqualTo(expected.severity().toString());
            assertThat(finding.get("text").asString()).isEqualTo(expected.text());
            assertThat(finding.get("message").asString()).isEqualTo(expected.message());
            assertThat(finding.has("suggestion"))
                    .isEqualTo(!expected.suggestion().isEmpty());
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseNull() {
        TopicLinter linter = TopicLinter.of(ACME);

        assertThatNullPointerException()
                .isThrownBy(() -> FleetTopics.of(null, linter))
                .withMessage("topics must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> FleetTopics.of(List.of(), null))
                .withMessage("linter must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> FleetTopics.read(null, linter))
                .withMessage("file must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> FleetTopics.read(Path.of("x"), null))
                .withMessage("linter must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new FleetTopicsAssert(null))
                .withMessage("fleet must not be null");
    }
}
