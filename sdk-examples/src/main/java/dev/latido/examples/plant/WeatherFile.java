package dev.latido.examples.plant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads {@code date,pressure,temperature,wind}, with a header line, one row per hour. */
final class WeatherFile {

    /** The reaction to a row that cannot be read. */
    enum BadRows {
        /** The run does not start. */
        STOP,
        /** The row is skipped. */
        SKIP
    }

    private static final String RESOURCE = "seattle-hourly-normals.csv";
    private static final String HEAD = "date,pressure,temperature,wind";
    private static final int COLUMNS = 4;

    private final BadRows badRows;
    private final Consumer<String> complaints;

    WeatherFile(BadRows badRows, Consumer<String> complaints) {
        this.badRows = badRows;
        this.complaints = complaints;
    }

    /** Reads a file, or the rows of the plant if {@code file} is null. */
    List<WeatherRow> read(@Nullable Path file) {
        String name = file == null ? RESOURCE : file.toString();
        try (InputStream stream = open(file);
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return rows(name, reader);
        } catch (NoSuchFileException e) {
            throw new PlantProblem(name + " does not exist", e);
        } catch (IOException e) {
            throw new PlantProblem(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static InputStream open(@Nullable Path file) throws IOException {
        if (file != null) {
            return Files.newInputStream(file);
        }
        InputStream stream = WeatherFile.class.getResourceAsStream(RESOURCE);
        if (stream == null) {
            throw new IOException("not on the class path");
        }
        return stream;
    }

    private List<WeatherRow> rows(String name, BufferedReader reader) throws IOException {
        List<WeatherRow> rows = new ArrayList<>();
        String head = reader.readLine();
        if (head == null || !HEAD.equals(head.strip())) {
            throw new PlantProblem(name + ", line 1: expected the header line " + HEAD);
        }
        int number = 1;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            WeatherRow row = row(name, number, line);
            if (row != null) {
                rows.add(row);
            }
        }
        if (rows.isEmpty()) {
            throw new PlantProblem(name + " has no rows");
        }
        return rows;
    }

    /** Returns a number that the database can store exactly. */
    private static BigDecimal reading(String cell) {
        BigDecimal value = new BigDecimal(cell.strip());
        BigDecimal digits = value.stripTrailingZeros();
        if (digits.scale() > Warehouse.DECIMALS) {
            throw new ReadingException(cell.strip() + " has more than " + Warehouse.DECIMALS + " decimals");
        }
        if (digits.precision() - digits.scale() > Warehouse.INTEGER_DIGITS) {
            throw new ReadingException(
                    cell.strip() + " has more than " + Warehouse.INTEGER_DIGITS + " digits before the decimal point");
        }
        return value;
    }

    private @Nullable WeatherRow row(String name, int number, String line) {
        String[] cells = line.split(",", -1);
        String problem;
        try {
            if (cells.length == COLUMNS) {
                return new WeatherRow(
                        number,
                        LocalDateTime.parse(cells[0].strip()),
                        reading(cells[1]),
                        reading(cells[2]),
                        reading(cells[3]));
            }
            problem = cells.length + " columns instead of " + COLUMNS;
        } catch (ReadingException e) {
            problem = e.getMessage();
        } catch (DateTimeException e) {
            problem = "'" + cells[0] + "' is not a time such as 2010-01-01T01:00:00";
        } catch (NumberFormatException e) {
            problem = "not a number in one of " + cells[1] + ", " + cells[2] + ", " + cells[3];
        }
        String complaint = name + ", line " + number + ": " + problem;
        if (badRows == BadRows.STOP) {
            throw new PlantProblem(complaint + " (use --bad-rows skip to skip such rows)");
        }
        complaints.accept(complaint + "; skipped");
        return null;
    }

    /** Thrown for a number that the database cannot store exactly. */
    private static final class ReadingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ReadingException(String message) {
            super(message);
        }
    }
}
