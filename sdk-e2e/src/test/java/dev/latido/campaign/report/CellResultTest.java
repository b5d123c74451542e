package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellResultTest {

    @Test
    void shouldBeGreenWithoutViolations() {
        assertThat(SampleReport.cell("hivemq/postgres/single", 1).build().green())
                .isTrue();
        assertThat(SampleReport.cell("hivemq/postgres/single", 1)
                        .violations("lost is 1, must be 0")
                        .build()
                        .green())
                .isFalse();
    }

    @Test
    void shouldMakeTheReportGreenOnlyIfEveryCellIs() {
        CellResult held = SampleReport.cell("hivemq/postgres/single", 1).build();
        CellResult blind = SampleReport.cell("control/bare-client", 2)
                .control()
                .violations("nothing was lost")
                .build();

        assertThat(SampleReport.report(List.of(held), List.of()).green()).isTrue();
        assertThat(SampleReport.report(List.of(held, blind), List.of()).green()).isFalse();
    }

    @Test
    void shouldNotCallARunWithoutCellsGreen() {
        assertThat(SampleReport.report(List.of(), List.of()).green()).isFalse();
    }

    @Test
    void shouldNotChangeWithWhatItWasMadeFrom() {
        List<CellResult> cells = new ArrayList<>();
        cells.add(SampleReport.cell("hivemq/postgres/single", 1).build());
        CampaignReport report = SampleReport.report(cells, List.of());

        cells.clear();

        assertThat(report.cells()).hasSize(1);
    }
}
