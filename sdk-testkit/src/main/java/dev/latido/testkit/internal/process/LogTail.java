package dev.latido.testkit.internal.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of a process's output. Thread-safe. */
public final class LogTail {

    private static final int LINES = 1_000;

    @GuardedBy("this")
    private final Deque<String> lines = new ArrayDeque<>();

    /** Reads the output to its end on a separate thread, so that the process never waits for a reader. */
    public Thread follow(InputStream output) {
        Thread thread = new Thread(() -> read(output), "latido-broker-log");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }

    private void read(InputStream output) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(output, Charset.defaultCharset()))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(the log ends here: " + e.getMessage() + ")");
        }
    }

    private synchronized void add(String line) {
        lines.addLast(line);
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }
}
