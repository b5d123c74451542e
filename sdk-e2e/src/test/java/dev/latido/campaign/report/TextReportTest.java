package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextReportTest {

    private final String text = TextReport.table(SampleReport.everyOutcome());

    @Test
    void shouldStartWithTheVerdictAndWhereItRan() {
        assertThat(text)
                .startsWith("**failed**: 1 of 5 cells broke an invariant: mosquitto/memory/group3;")
                .contains("lasted 14 min, on 2 processors, 16.0 GiB of memory, OpenJDK 17.0.12")
                .contains("`--rate 40`");
    }

    @Test
    void shouldHaveARowOfFiguresForEachCell() {
        assertThat(text)
                .containsPattern(
                        "\\| mosquitto/postgres/single/kill \\| admitted \\| +4,406 \\| +4,400 \\| +17 \\| +0 \\|")
                .containsPattern(
                        "\\| control/naive-seen +\\| control +\\| +4,406 \\| +4,400 \\| +9 \\| +0 \\| +102 \\|");
        for (CellResult cell : SampleReport.everyOutcome().cells()) {
            assertThat(text.lines().filter(line -> line.startsWith("| " + cell.name() + " ")))
                    .as(cell.name())
                    .hasSize(2);
        }
    }

    @Test
    void shouldSayWhatBrokeWhatWasAdmittedAndWhatDidNotRun() {
        String flowing = text.replaceAll("\\s+", " ");

        assertThat(flowing)
                .contains(
                        "Broken: - `mosquitto/memory/group3`: lost is 2, must be 0: numbers 1841 and 1842 were stored")
                .contains(SampleReport.KILL_ADMITS + " Measured: 17 lost of 4,400 stored (0.39 %).")
                .contains("- `hivemq-container/postgres/group3`: no container runtime on this machine")
                .contains("- `control/naive-seen`: target/campaign/plans/control-naive-seen-17.json");
    }

    @Test
    void shouldFitATerminal() {
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(110));
    }

    @Test
    void shouldLeaveOutWhatThereIsNoneOf() {
        String held = TextReport.table(SampleReport.report(
                List.of(SampleReport.cell("hivemq/postgres/single", 1).build()), List.of()));

        assertThat(held)
                .startsWith("**passed**: All invariants held in 1 cell")
                .doesNotContain("Controls:")
                .doesNotContain("Broken:")
                .doesNotContain("Blind controls:")
                .doesNotContain("Admitted beforehand, and measured:")
                .doesNotContain("Not run:");
    }
}
