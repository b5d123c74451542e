package dev.latido.examples.plant;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The comparison of the database with the file.
 *
 * @param stored the number of rows in the database
 * @param lost the number of readings of the file without a row
 * @param extra the number of rows without a reading in the file, and of second rows of one reading
 * @param wrong the number of rows whose value differs from the file
 * @param sums the sum of each measure in the database
 * @param expected the sum of each measure in the file
 */
record Audit(
        int stored, int lost, int extra, int wrong, Map<Measure, BigDecimal> sums, Map<Measure, BigDecimal> expected) {

    private record Key(String measure, int line) {}

    static Audit of(List<WeatherRow> file, List<Warehouse.Stored> database) {
        Map<Key, BigDecimal> missing = new HashMap<>();
        Map<Measure, BigDecimal> expected = zeros();
        for (WeatherRow row : file) {
            for (Measure measure : Measure.values()) {
                missing.put(new Key(measure.label(), row.line()), measure.of(row));
                expected.merge(measure, measure.of(row), BigDecimal::add);
            }
        }
        Map<String, BigDecimal> sums = new HashMap<>();
        int extra = 0;
        int wrong = 0;
        for (Warehouse.Stored row : database) {
            sums.merge(row.measure(), row.value(), BigDecimal::add);
            BigDecimal value = missing.remove(new Key(row.measure(), row.line()));
            if (value == null) {
                extra++;
            } else if (value.compareTo(row.value()) != 0) {
                wrong++;
            }
        }
        Map<Measure, BigDecimal> stored = zeros();
        stored.replaceAll((measure, zero) -> sums.getOrDefault(measure.label(), zero));
        return new Audit(database.size(), missing.size(), extra, wrong, stored, expected);
    }

    private static Map<Measure, BigDecimal> zeros() {
        Map<Measure, BigDecimal> zeros = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            zeros.put(measure, BigDecimal.ZERO);
        }
        return zeros;
    }

    boolean sumsAgree() {
        return expected.entrySet().stream()
                .allMatch(sum -> sum.getValue().compareTo(sums.getOrDefault(sum.getKey(), BigDecimal.ZERO)) == 0);
    }

    boolean isClean() {
        return lost == 0 && extra == 0 && wrong == 0 && sumsAgree();
    }
}
