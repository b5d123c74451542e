package dev.latido.examples.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.examples.plant.WeatherFile.BadRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeatherFileTest {

    private final List<String> complaints = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void shouldReadTheRowsThatComeWithThePlant() {
        List<WeatherRow> rows = new WeatherFile(BadRows.STOP, complaints::add).read(null);

        assertThat(rows).hasSize(8_759);
        assertThat(sum(rows, Measure.PRESSURE)).isEqualByComparingTo("8909836.9");
        assertThat(sum(rows, Measure.TEMPERATURE)).isEqualByComparingTo("97466.8");
        assertThat(sum(rows, Measure.WIND)).isEqualByComparingTo("31511.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2010-01-01T01:00:00,1016.6,4.0 | 3 columns instead of 4",
                "yesterday,1016.6,4.0,3.8 | 'yesterday' is not a time such as 2010-01-01T01:00:00",
                "2010-01-01T01:00:00,1016.6,warm,3.8 | not a number in one of 1016.6, warm, 3.8",
                "2010-01-01T01:00:00,1016.6,4.0,0.00000000001 | 0.00000000001 has more than 10 decimals",
                "2010-01-01T01:00:00,1016.6,1e20,0 | 1e20 has more than 20 digits before the decimal point"
            })
    void shouldNameLineAndProblemOfABadRow(String row, String problem) throws IOException {
        Path file = file("2010-01-01T00:00:00,1,2,3", row, "2010-01-01T02:00:00,4,5,6");

        assertThatThrownBy(() -> new WeatherFile(BadRows.STOP, complaints::add).read(file))
                .isInstanceOf(PlantProblem.class)
                .hasMessageContaining("line 3: " + problem);
    }

    @Test
    void shouldReadWhatTheDatabaseKeepsToTheLastDigit() throws IOException {
        Path file = file(
                "2010-01-01T00:00:00,1.23456,-99999999999999999999,1e-10",
                "2010-01-01T01:00:00,1.50000000000000,1e19,0");

        assertThat(new WeatherFile(BadRows.STOP, complaints::add).read(file)).hasSize(2);
    }

    @Test
    void shouldLeaveOutABadRowWhenAskedTo() throws IOException {
        Path file = file("2010-01-01T00:00:00,1,2,3", "rubbish", "2010-01-01T02:00:00,4,5,6");

        List<WeatherRow> rows = new WeatherFile(BadRows.SKIP, complaints::add).read(file);

        assertThat(rows).extracting(WeatherRow::line).containsExactly(2, 4);
        assertThat(complaints).singleElement().asString().contains("line 3").endsWith("skipped");
    }

    @Test
    void shouldWantTheHeadLine() throws IOException {
        Path file = Files.writeString(directory.resolve("weather.csv"), "2010-01-01T00:00:00,1,2,3\n");

        assertThatThrownBy(() -> new WeatherFile(BadRows.SKIP, complaints::add).read(file))
                .isInstanceOf(PlantProblem.class)
                .hasMessageContaining("expected the header line date,pressure,temperature,wind");
    }

    @Test
    void shouldNameAMissingFile() {
        assertThatThrownBy(() -> new WeatherFile(BadRows.SKIP, complaints::add).read(directory.resolve("none.csv")))
                .isInstanceOf(PlantProblem.class)
                .hasMessageContaining("none.csv does not exist");
    }

    private Path file(String... rows) throws IOException {
        return Files.writeString(
                directory.resolve("weather.csv"), "date,pressure,temperature,wind\n" + String.join("\n", rows) + "\n");
    }

    private static BigDecimal sum(List<WeatherRow> rows, Measure measure) {
        return rows.stream().map(measure::of).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
