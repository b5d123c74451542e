package dev.latido.examples.plant;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the database has, held against what the file says.
 *
 * @param stored rows in the database
 * @param lost readings of the file that are not there
 * @param extra rows that the file does not have, or has once while they are there again
 * @param wrong rows with another value than the file's
 * @param sums per measure, of the database
 * @param expected per measure, of the file
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
