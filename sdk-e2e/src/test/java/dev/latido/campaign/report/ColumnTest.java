package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnTest {

    private final CellResult one =
            SampleReport.cell("hivemq/postgres/single", 1).lost(2).build();
    private final CellResult other =
            SampleReport.cell("hivemq/postgres/group3", 2).lost(3).build();
    private final List<Entry> both = Entry.of(SampleReport.report(List.of(one, other), List.of()));

    @Test
    void shouldAddCountsAndTakeTheLargestOfPeaks() {
        assertThat(Column.LOST.of(both)).isEqualTo("5");
        assertThat(Column.IN_FLIGHT.of(both))
                .isEqualTo(Figures.count(Math.max(one.peakInFlight(), other.peakInFlight())));
        assertThat(Column.RECOVERY.of(both))
                .isEqualTo(Figures.seconds(Math.max(
                        one.longestRecovery().toMillis(),
                        other.longestRecovery().toMillis())));
    }

    @Test
    void shouldCallForALookAtWhatWasLostOrHappenedTwice() {
        assertThat(Column.LOST.alarming(one)).isTrue();
        assertThat(Column.EXTRA.alarming(one)).isFalse();
        assertThat(Column.SUPPRESSED.alarming(one)).isFalse();
    }
}
