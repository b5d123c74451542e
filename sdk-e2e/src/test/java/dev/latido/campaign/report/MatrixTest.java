package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {

    private final CampaignReport report = SampleReport.everyOutcome();
    private final Matrix matrix = new Matrix(Entry.of(report), report.notRun());

    @Test
    void shouldOrderBrokersAndStoresAsTheyRanAndSingleBeforeGroups() {
        assertThat(matrix.brokers()).containsExactly("hivemq", "mosquitto", "hivemq-container");
        assertThat(matrix.stores("mosquitto")).containsExactly("postgres", "memory", "redis");
        assertThat(matrix.consumers()).containsExactly("single", "group3");
    }

    @Test
    void shouldPutAVariantBesideItsPlainCell() {
        CellResult plain = SampleReport.cell("mosquitto/postgres/single", 1).build();
        CellResult killed =
                SampleReport.cell("mosquitto/postgres/single/kill", 2).build();

        Matrix both = new Matrix(Entry.of(SampleReport.report(List.of(plain, killed), List.of())), List.of());

        assertThat(both.at("mosquitto", "postgres", "single").ran())
                .extracting(Entry::cell)
                .containsExactly(plain, killed);
        assertThat(Matrix.variant(killed.name())).isEqualTo("kill");
        assertThat(Matrix.variant(plain.name())).isEmpty();
    }

    @Test
    void shouldShowWhatDidNotRunAndWhatDoesNotExist() {
        assertThat(matrix.at("mosquitto", "redis", "single").notRun())
                .extracting(NotRun::cell)
                .containsExactly("mosquitto/redis/single");
        assertThat(matrix.at("hivemq", "redis", "single").ran()).isEmpty();
    }

    @Test
    void shouldLeaveOutControlsAndPatterns() {
        CellResult control =
                SampleReport.cell("control/bare-client", 1).control().build();

        Matrix nothing = new Matrix(
                Entry.of(SampleReport.report(List.of(control), List.of())),
                List.of(new NotRun("mosquitto/*/*", "no Mosquitto"), new NotRun("control/naive-seen", "left out")));

        assertThat(nothing.isEmpty()).isTrue();
    }
}
