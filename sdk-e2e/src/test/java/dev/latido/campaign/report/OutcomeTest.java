package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {

    private final SampleReport.Cell cell = SampleReport.cell("hivemq/redis/single", 1);

    @Test
    void shouldHoldWhenNothingIsAdmittedAndNothingBroke() {
        assertThat(Outcome.of(cell.build())).isEqualTo(Outcome.HELD);
    }

    @Test
    void shouldSayAdmittedEvenIfNothingWasLostThisTime() {
        assertThat(Outcome.of(cell.admitting("extra effects after a flush").build()))
                .isEqualTo(Outcome.ADMITTED);
    }

    @Test
    void shouldBreakWhenMoreHappensThanIsAdmitted() {
        assertThat(Outcome.of(cell.admitting("extra effects after a flush")
                        .violations("lost is 1, must be 0")
                        .build()))
                .isEqualTo(Outcome.BROKEN);
    }

    @Test
    void shouldTellAControlThatShowsItsLossesFromABlindOne() {
        assertThat(Outcome.of(cell.control().lost(4).build())).isEqualTo(Outcome.CONTROL);
        assertThat(Outcome.of(cell.control().violations("nothing was lost").build()))
                .isEqualTo(Outcome.BLIND);
    }
}
