package dev.latido.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.campaign.report.CampaignReport;
import dev.latido.campaign.report.CellResult;
import dev.latido.campaign.report.JsonReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the fault campaign; {@code ./mvnw -Pcampaign verify} is the long one. */
class CampaignIT {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return CampaignCommand.run(new PrintStream(said, true, StandardCharsets.UTF_8), arguments);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldHoldWhatIsPromised() throws Exception {
        int code = run("--cells", "hivemq/postgres/group3", "--duration", "34s", "--output", directory.toString());

        assertGreen(code, "hivemq/postgres/group3");
        assertThat(directory.resolve("campaign.html")).isNotEmptyFile();
        assertThat(directory.resolve("campaign.md")).isNotEmptyFile();
    }

    /** Otherwise the harness would see nothing. */
    @Test
    void shouldShowTheLossesOfTheControls() throws Exception {
        int code = run("--cells", "control/*", "--duration", "52s", "--output", directory.toString());

        assertGreen(code, "control/bare-client", "control/naive-seen");
    }

    private void assertGreen(int code, String... cells) throws Exception {
        System.out.println(said());
        CampaignReport report = JsonReport.read(directory.resolve("campaign.json"));
        assertThat(report.cells()).extracting(CellResult::name).containsExactlyInAnyOrder(cells);
        assertThat(report.cells()).flatExtracting(CellResult::violations).isEmpty();
        assertThat(code).isZero();
    }

    @Test
    void shouldListCellsAndFaults() {
        int code = run("--list", "--cells", "hivemq/**");

        assertThat(code).isZero();
        assertThat(said()).contains("hivemq/postgres/group3", "kill-before-commit");
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() {
        assertThat(run("--cells", "rabbitmq/**")).isEqualTo(2);
        assertThat(run("--faults", "cut,earthquake")).isEqualTo(2);
        assertThat(run("--duration", "soon")).isEqualTo(2);
        assertThat(run("--replay", directory.resolve("nothing.json").toString()))
                .isEqualTo(2);
    }
}
