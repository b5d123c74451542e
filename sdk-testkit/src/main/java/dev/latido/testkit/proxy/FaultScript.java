package dev.latido.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A list of faults, each for one packet: the n-th of its type, in its direction, of its client id. A script is created
 * from a log, stored as text and replayed by {@link FaultProxy#replay}. Immutable and thread-safe.
 *
 * <p>Each line is a step; {@code #} starts a comment line:
 *
 * <pre>{@code
 * # client  direction  packet  nth  fault
 * gw-1      TO_CLIENT  PUBACK  3    DROP_AND_CUT
 * gw-1      TO_BROKER  PUBLISH 17   HOLD 2
 * }</pre>
 *
 * <p>A script repeats a run exactly if each client sends the same packets in the same order, over all its connections.
 * It includes cuts and resets that the test requested by a method call, each right after the packet that the proxy had
 * seen last on that connection; a test that replays a script therefore leaves these calls out. Half-open connections
 * and changes of the proxy as a whole ({@link FaultAction#SETTING}) are in the log only; the test has to repeat them
 * itself.
 *
 * @param steps in any order; if two are for the same packet, the later one wins
 */
public record FaultScript(List<Step> steps) {

    private static final String NO_CLIENT_ID = "~";

    /**
     * Copies the list.
     *
     * @param steps in any order; if two are for the same packet, the later one wins
     */
    public FaultScript {
        Objects.requireNonNull(steps, "steps must not be null");
        steps = List.copyOf(steps);
    }

    /**
     * Creates a script of the faults in a log, including the cuts and resets that the test requested.
     *
     * @param log as returned by {@link FaultProxy#log()}
     * @return the script
     */
    public static FaultScript of(List<FaultEvent> log) {
        Objects.requireNonNull(log, "log must not be null");
        return new FaultScript(log.stream()
                .map(FaultEvent::step)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList());
    }

    /**
     * Reads the text form.
     *
     * @param lines one step each; blank lines and comment lines are skipped
     * @return the script
     * @throws IllegalArgumentException with the first line that is not a step
     */
    public static FaultScript parse(List<String> lines) {
        Objects.requireNonNull(lines, "lines must not be null");
        return new FaultScript(lines.stream()
                .map(String::trim)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Step::parse)
                .toList());
    }

    /**
     * Reads a file of lines.
     *
     * @param file UTF-8 text
     * @return the script
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException with the first line that is not a step
     */
    public static FaultScript read(Path file) {
        Objects.requireNonNull(file, "file must not be null");
        try {
            return parse(Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the fault script " + file, e);
        }
    }

    /**
     * Writes a file of lines, replacing its content.
     *
     * @param file UTF-8 text
     * @throws UncheckedIOException if the file cannot be written
     */
    public void write(Path file) {
        Objects.requireNonNull(file, "file must not be null");
        try {
            Files.write(file, lines());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the fault script " + file, e);
        }
    }

    /**
     * Returns the text form.
     *
     * @return one line per step
     */
    public List<String> lines() {
        return steps.stream().map(Step::text).toList();
    }

    /**
     * One fault for one packet.
     *
     * @param clientId the client's id, may be empty
     * @param direction the packet's direction
     * @param type the packet's type
     * @param ordinal as {@link MqttPacket#ordinal()}, at least 1
     * @param fault the fault
     */
    public record Step(String clientId, Direction direction, PacketType type, long ordinal, Fault fault) {

        /**
         * Checks that no part is null and that the ordinal is at least 1.
         *
         * @param clientId the client's id, may be empty
         * @param direction the packet's direction
         * @param type the packet's type
         * @param ordinal as {@link MqttPacket#ordinal()}, at least 1
         * @param fault the fault
         */
        public Step {
            Objects.requireNonNull(clientId, "clientId must not be null");
            Objects.requireNonNull(direction, "direction must not be null");
            Objects.requireNonNull(type, "type must not be null");
            Objects.requireNonNull(fault, "fault must not be null");
            if (ordinal < 1) {
                throw new IllegalArgumentException("ordinal must be at least 1: " + ordinal);
            }
        }

        /**
         * Returns the line of a script. The client id is percent-encoded; an empty one is {@code ~}.
         *
         * @return text that {@link #parse} reads
         */
        public String text() {
            String client = clientId.isEmpty() ? NO_CLIENT_ID : URLEncoder.encode(clientId, StandardCharsets.UTF_8);
            return client + " " + direction + " " + type + " " + ordinal + " " + fault.text();
        }

        /**
         * Reads the line of a script.
         *
         * @param line as returned by {@link #text()}
         * @return the step
         * @throws IllegalArgumentException with the line, if it is not a step
         */
        public static Step parse(String line) {
            Objects.requireNonNull(line, "line must not be null");
            String[] words = line.trim().split("\\s+", 5);
            if (words.length < 5) {
                throw new IllegalArgumentException("not a step of a fault script: '" + line + "'");
            }
            try {
                return new Step(
                        words[0].equals(NO_CLIENT_ID) ? "" : URLDecoder.decode(words[0], StandardCharsets.UTF_8),
                        Direction.valueOf(words[1]),
                        PacketType.valueOf(words[2]),
                        Long.parseLong(words[3]),
                        Fault.parse(words[4]));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("not a step of a fault script: '" + line + "'", e);
            }
        }
    }
}
