package dev.latido.core.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A JVM with this one's class path, whose lines are read as they come. Killed on close. */
public final class ChildJvm implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 60;

    private final Process process;
    private final Thread reader;

    private ChildJvm(Process process, Consumer<String> lines) {
        this.process = process;
        this.reader = new Thread(() -> read(lines), "child-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a main class; lines come on a thread of their own. */
    public static ChildJvm of(Class<?> main, Consumer<String> lines, String... arguments) throws IOException {
        return start(command(main, arguments), lines);
    }

    /** Starts {@link JournalProcess}; lines come on a thread of their own. */
    public static ChildJvm journal(Consumer<String> lines, String... arguments) throws IOException {
        return of(JournalProcess.class, lines, arguments);
    }

    /** The same under a limit of the shell's. */
    public static ChildJvm journalLimited(String limit, Consumer<String> lines, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", limit + "; exec \"$@\"", "sh"));
        command.addAll(command(JournalProcess.class, arguments));
        return start(command, lines);
    }

    /** Starts a main class with options of its own for the JVM. */
    public static ChildJvm running(Class<?> main, List<String> options, Consumer<String> lines, String... arguments)
            throws IOException {
        return start(command(main, options, arguments), lines);
    }

    private static List<String> command(Class<?> main, String... arguments) {
        return command(main, List.of(), arguments);
    }

    private static List<String> command(Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static ChildJvm start(List<String> command, Consumer<String> lines) throws IOException {
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start(), lines);
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * SIGKILL; returns when the process is gone and all that it said was read. {@link Process#destroyForcibly} would close
     * the pipe as well.
     */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        await();
    }

    /** Returns whether the process has ended by itself within the time. */
    public boolean endsWithin(Duration time) throws InterruptedException {
        boolean ended = process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        if (ended) {
            await();
        }
        return ended;
    }

    public int exitCode() {
        return process.exitValue();
    }

    /** Returns when the process has ended by itself and all that it said was read. */
    public void await() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the child does not end");
        }
        reader.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
