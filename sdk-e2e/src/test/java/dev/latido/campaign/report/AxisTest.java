package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void shouldPlaceValuesInProportionAndNeverOutside() {
        Axis axis = new Axis(200, 100, 20);

        assertThat(axis.at(0.0)).isEqualTo(100);
        assertThat(axis.at(50L)).isEqualTo(80);
        assertThat(axis.at(200)).isEqualTo(20);
        assertThat(axis.at(400)).isEqualTo(20);
        assertThat(axis.pixel(1)).isEqualTo("99.6");
    }

    @Test
    void shouldTickAtRoundNumbers() {
        assertThat(new Axis(4_400, 0, 1).ticks(5)).containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L);
        assertThat(new Axis(1, 0, 1).ticks(5)).containsExactly(0L, 1L);
        assertThat(new Axis(0, 0, 1).ticks(5)).containsExactly(0L, 1L);
    }

    @Test
    void shouldTickTimeAsClocksDo() {
        Axis minutes = new Axis(300, 0, 1);
        Axis days = new Axis(1_000_000, 0, 1);

        assertThat(minutes.times(8)).containsExactly(0L, 60L, 120L, 180L, 240L, 300L);
        assertThat(minutes.time(120)).isEqualTo("2:00");
        assertThat(new Axis(90, 0, 1).time(45)).isEqualTo("45 s");
        assertThat(days.times(8)).hasSizeLessThanOrEqualTo(9);
        assertThat(days.time(90_000)).isEqualTo("25:00 h");
    }
}
