package dev.latido.examples.plant;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {

    private final List<WeatherRow> file = List.of(row(2, "1.5"), row(3, "2.5"));
    private final List<Warehouse.Stored> database = new ArrayList<>();

    AuditTest() {
        for (WeatherRow row : file) {
            for (Measure measure : Measure.values()) {
                database.add(new Warehouse.Stored(measure.label(), row.line(), measure.of(row)));
            }
        }
    }

    @Test
    void shouldBeCleanWhenEveryReadingIsThereOnce() {
        Audit audit = Audit.of(file, database);

        assertThat(audit.isClean()).isTrue();
        assertThat(audit.stored()).isEqualTo(6);
        assertThat(audit.sums().get(Measure.WIND)).isEqualByComparingTo("4.0");
    }

    @Test
    void shouldCountAReadingThatIsNotThere() {
        database.remove(0);

        Audit audit = Audit.of(file, database);

        assertThat(audit.lost()).isEqualTo(1);
        assertThat(audit.isClean()).isFalse();
    }

    @Test
    void shouldCountAReadingThatTookEffectTwice() {
        database.add(database.get(0));

        Audit audit = Audit.of(file, database);

        assertThat(audit.extra()).isEqualTo(1);
        assertThat(audit.isClean()).isFalse();
    }

    @Test
    void shouldCountARowThatTheFileDoesNotHave() {
        database.add(new Warehouse.Stored("wind", 99, BigDecimal.ONE));

        assertThat(Audit.of(file, database).extra()).isEqualTo(1);
    }

    @Test
    void shouldCountAnotherValueEvenWhenTheSumsAgree() {
        database.set(0, new Warehouse.Stored("pressure", 2, new BigDecimal("2.5")));
        database.set(3, new Warehouse.Stored("pressure", 3, new BigDecimal("1.5")));

        Audit audit = Audit.of(file, database);

        assertThat(audit.sumsAgree()).isTrue();
        assertThat(audit.wrong()).isEqualTo(2);
        assertThat(audit.isClean()).isFalse();
    }

    private static WeatherRow row(int line, String value) {
        BigDecimal number = new BigDecimal(value);
        return new WeatherRow(line, LocalDateTime.of(2010, 1, 1, line, 0), number, number, number);
    }
}
