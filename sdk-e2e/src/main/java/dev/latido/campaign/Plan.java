package dev.latido.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that is decided before a cell runs; a file of it repeats the cell.
 *
 * @param cell the cell's name
 * @param seed what everything below was drawn from, and what the proxy's dice start with
 * @param milliseconds for how long messages are published and faults come
 * @param rate messages a second
 * @param weather faults in force all the time
 * @param strikes the others, in order
 */
record Plan(String cell, long seed, long milliseconds, int rate, List<String> weather, List<Strike> strikes) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * A fault at its time.
     *
     * @param at milliseconds since the first message
     * @param fault its name
     * @param target 0 for the publisher, 1 and up for a subscriber
     * @param lasts for how many milliseconds, 0 for what has no duration
     * @param amount how much of it, for a delay and for a step of the clock in milliseconds
     */
    record Strike(long at, String fault, int target, long lasts, long amount) {}

    Plan {
        weather = List.copyOf(weather);
        strikes = List.copyOf(strikes);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is not a plan
     */
    static Plan read(Path file) throws IOException {
        try {
            Plan plan = JSON.readValue(Files.readString(file), Plan.class);
            for (Strike strike : plan.strikes()) {
                if (Fault.of(strike.fault()).isEmpty()) {
                    throw new IllegalArgumentException("no fault " + strike.fault() + " in " + file);
                }
            }
            return plan;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a plan: " + file, e);
        }
    }
}
