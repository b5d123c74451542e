package dev.latido.testkit.database.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.database.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** Redis as a process, started from the program in embedded-redis or from the user's own. */
public final class RedisProcess extends LocalServer implements RedisServer {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int ANSWER_MILLIS = 10_000;

    private final Map<String, String> settings;
    private final @Nullable Path ownProgram;

    @GuardedBy("this")
    private @Nullable Path program;

    private RedisProcess(Map<String, String> settings, @Nullable Path ownProgram) {
        super("latido-redis");
        this.settings = Map.copyOf(settings);
        this.ownProgram = ownProgram;
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Settings();
    }

    private static final class Settings implements Builder {

        private final Map<String, String> settings = new LinkedHashMap<>(Map.of("save", ""));
        private @Nullable Path program;

        @Override
        public Builder setting(String name, String value) {
            settings.put(
                    Objects.requireNonNull(name, "name must not be null"),
                    Objects.requireNonNull(value, "value must not be null"));
            return this;
        }

        @Override
        public Builder persistent() {
            return setting("appendonly", "yes").setting("appendfsync", "always");
        }

        @Override
        public Builder executable(Path redisServer) {
            program = Objects.requireNonNull(redisServer, "redisServer must not be null");
            return this;
        }

        @Override
        public RedisServer start() {
            RedisProcess server = new RedisProcess(settings, program);
            try {
                server.start();
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        }
    }

    @Override
    @GuardedBy("this")
    ProcessHandle launch() throws IOException {
        List<String> command = new ArrayList<>(
                List.of(program().toString(), "--bind", host(), "--port", String.valueOf(port()), "--dir", "."));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        Process process = new ProcessBuilder(command)
                .directory(directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        awaitReady(process);
        return process.toHandle();
    }

    @GuardedBy("this")
    private Path program() throws IOException {
        Path known = ownProgram != null ? ownProgram : program;
        if (known != null) {
            return known;
        }
        Path unpacked = ExecutableProvider.newJarResourceProvider(directory().toFile())
                .get()
                .toPath();
        program = unpacked;
        return unpacked;
    }

    private void awaitReady(Process process) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!"+PONG".equals(tryCommand("PING"))) {
            if (!process.isAlive() || Thread.currentThread().isInterrupted() || System.nanoTime() - deadline > 0) {
                process.destroyForcibly();
                throw new IOException("Redis does not answer; its process is alive: " + process.isAlive());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private @Nullable String tryCommand(String command) {
        try {
            return command(command);
        } catch (IOException e) {
            return null;
        }
    }

    /** Sends a command without arguments and reads the first line of the answer. */
    private @Nullable String command(String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port()), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Override
    public void flush() {
        try {
            String answer = command("FLUSHALL");
            if (!"+OK".equals(answer)) {
                throw new IllegalStateException(this + " refused to flush: " + answer);
            }
        } catch (IOException e) {
            throw new IllegalStateException(this + " is not running", e);
        }
    }

    @Override
    @GuardedBy("this")
    void endInOrder(ProcessHandle process) {
        process.destroy();
    }

    @Override
    @GuardedBy("this")
    void killed() {
        // Only the append-only file is left, which the next start reads.
    }

    @Override
    public String toString() {
        return "RedisServer[" + host() + ":" + port() + "]";
    }
}
