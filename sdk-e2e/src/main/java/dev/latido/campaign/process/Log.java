package dev.latido.campaign.process;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The log of a producer. Each number is a line, written at once, so that the log of a killed process is complete: {@code a}
 * for attempted, before the message is published; {@code s} for stored; {@code k} for acknowledged; {@code f} for failed.
 */
final class Log implements AutoCloseable {

    private final FileOutputStream out;
    private int last;

    Log(Path file) throws IOException {
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (String line : lines) {
                if (line.startsWith("a ")) {
                    last = Math.max(last, Integer.parseInt(line.substring(2)));
                }
            }
        }
        out = new FileOutputStream(file.toFile(), true);
        // The last line may be incomplete.
        write("");
    }

    /** Returns the last number attempted by this process or an earlier one. */
    int last() {
        return last;
    }

    int attempt() {
        last++;
        write("a " + last);
        return last;
    }

    void stored(int number) {
        write("s " + number);
    }

    void acknowledged(int number) {
        write("k " + number);
    }

    void failed(int number, Throwable reason) {
        write("f " + number + " " + reason.toString().replace('\n', ' '));
    }

    private synchronized void write(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
