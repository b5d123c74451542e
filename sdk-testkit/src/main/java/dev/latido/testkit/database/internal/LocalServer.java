package dev.latido.testkit.database.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.internal.process.ReservedPort;
import dev.latido.testkit.internal.process.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server process with its own port and directory, from the first start to the close. Thread-safe. */
abstract class LocalServer implements AutoCloseable {

    private static final int LOG_LINES = 20;

    private final ReservedPort port = ReservedPort.free();
    private final TemporaryDirectory directory;
    private final Thread hook = new Thread(this::cleanUp, "latido-database-cleanup");

    @GuardedBy("this")
    private @Nullable ProcessHandle running;

    @GuardedBy("this")
    private boolean closed;

    LocalServer(String name) {
        directory = TemporaryDirectory.create(name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts the process and returns when it is ready. After a failure, no process is left. */
    @GuardedBy("this")
    abstract ProcessHandle launch() throws IOException;

    /** Stops the process gracefully. */
    @GuardedBy("this")
    abstract void endInOrder(ProcessHandle process);

    /** Cleans up after the process has been killed. */
    @GuardedBy("this")
    abstract void killed();

    final Path directory() {
        return directory.path();
    }

    final Path log() {
        return directory.path().resolve("server.log");
    }

    /** Returns the last lines of the server's log. */
    final String lastWords() {
        try (Stream<String> lines = Files.lines(log())) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - LOG_LINES), all.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    public final String host() {
        return ReservedPort.HOST;
    }

    public final int port() {
        return port.number();
    }

    public final synchronized boolean isRunning() {
        return running != null && Family.isRunning(running);
    }

    public final synchronized void start() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        if (isRunning()) {
            return;
        }
        try {
            running = launch();
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(this + " did not start; its log ends with: " + lastWords(), e);
        }
    }

    public final synchronized void stop() {
        ProcessHandle process = running;
        running = null;
        if (process != null) {
            Family family = Family.of(process);
            endInOrder(process);
            family.awaitEnd();
        }
    }

    public final synchronized void kill() {
        ProcessHandle process = running;
        running = null;
        if (process != null) {
            Family.of(process).kill();
            killed();
        }
    }

    @Override
    public final void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            stop();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        directory.close();
        port.close();
    }

    /** Called at the end of the JVM for a server that was not closed. */
    private synchronized void cleanUp() {
        kill();
        directory.close();
    }
}
