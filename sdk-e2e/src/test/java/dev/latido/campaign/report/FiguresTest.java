package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void shouldGroupThousands() {
        assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Figures.counted(1, "fault")).isEqualTo("1 fault");
        assertThat(Figures.counted(0, "fault")).isEqualTo("0 faults");
    }

    @Test
    void shouldGiveSecondsOneDecimal() {
        assertThat(Figures.seconds(9_000)).isEqualTo("9.0 s");
        assertThat(Figures.seconds(75_340)).isEqualTo("75.3 s");
    }

    @Test
    void shouldSpeakOfHoursAndMinutes() {
        assertThat(Figures.span(Duration.ofMillis(59_500))).isEqualTo("59.5 s");
        assertThat(Figures.span(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
        assertThat(Figures.span(Duration.ofHours(2))).isEqualTo("2 h");
    }

    @Test
    void shouldNotShowAnUnknownSizeAsZero() {
        assertThat(Figures.mebibytes(0)).isEqualTo("–");
        assertThat(Figures.mebibytes(70L << 20)).isEqualTo("70 MiB");
        assertThat(Figures.gibibytes(15L << 29)).isEqualTo("7.5 GiB");
    }

    @Test
    void shouldNeverShowSomethingAsNothing() {
        assertThat(Figures.share(1, 1_000_000)).isEqualTo("< 0.01 %");
        assertThat(Figures.share(0, 1_000_000)).isEqualTo("0.00 %");
        assertThat(Figures.share(17, 4_400)).isEqualTo("0.39 %");
        assertThat(Figures.share(1, 2)).isEqualTo("50.0 %");
        assertThat(Figures.share(1, 0)).isEqualTo("–");
    }
}
