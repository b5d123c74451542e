package dev.latido.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that is decided before a cell runs. A file of it runs the cell again.
 *
 * @param cell the cell's name
 * @param seed the seed of everything below, and of the random choices of the proxy
 * @param milliseconds the time in which messages are published and faults are injected
 * @param rate messages per second
 * @param weather the faults that are active during the whole run
 * @param strikes the other faults, in order
 */
record Plan(String cell, long seed, long milliseconds, int rate, List<String> weather, List<Strike> strikes) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * A fault at its time.
     *
     * @param at milliseconds since the first message
     * @param fault its name
     * @param target 0 for the publisher, from 1 for a subscriber
     * @param lasts its duration in milliseconds, 0 for a fault without duration
     * @param amount the delay or the step of the clock, in milliseconds
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
     * Reads a file of {@link #write}.
     *
     * @throws IllegalArgumentException if the file is not a plan
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
