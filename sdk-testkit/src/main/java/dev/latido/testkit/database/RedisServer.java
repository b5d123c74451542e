package dev.latido.testkit.database;

import dev.latido.testkit.database.internal.RedisProcess;
import java.nio.file.Path;

/**
 * A Redis of the test's own, in a process beside the JVM: nothing to install, a tenth of a second to start.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.builder().start()) {
 *     connect(redis.uri());
 * }
 * }</pre>
 *
 * <p>Needs the optional dependency {@code com.github.codemonstur:embedded-redis}, which brings the program for Linux
 * (x86, amd64, arm64), macOS and Windows; for another machine, or another version, install Redis or Valkey and give its
 * program to {@link Builder#executable}. On Linux, the program needs OpenSSL 3.
 *
 * <p>The port is the same from start to close; it listens on the loopback address only, without a password. Files are in
 * a temporary directory, removed by {@link #close()}. If the JVM ends without a close, a shutdown hook kills the server
 * and removes them.
 *
 * <p>Instances are thread-safe.
 */
public interface RedisServer extends AutoCloseable {

    /**
     * Settings of a new server.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return RedisProcess.builder();
    }

    /**
     * For Redis clients.
     *
     * @return {@code redis://127.0.0.1:<port>}
     */
    default String uri() {
        return "redis://" + host() + ":" + port();
    }

    /**
     * Where it listens.
     *
     * @return the loopback address
     */
    String host();

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
     * Starts it again on its port; with its data if it is {@link Builder#persistent()}. Does nothing if it is running.
     *
     * @throws IllegalStateException if it does not start, or was closed
     */
    void start();

    /** Stops it in order. Does nothing if it is not running. */
    void stop();

    /** Ends its process at once, as a power cut would ({@code kill -9}). Does nothing if it is not running. */
    void kill();

    /**
     * Removes all its data.
     *
     * @throws IllegalStateException if it is not running
     */
    void flush();

    /** Stops it for good and removes its files. Calling it again does nothing. */
    @Override
    void close();

    /** Settings of a Redis server. Not thread-safe. May be used again for further servers. */
    interface Builder {

        /**
         * A setting as in {@code redis.conf}. Defaults are Redis's own, but that nothing is saved.
         *
         * @param name such as {@code maxmemory}
         * @param value such as {@code 10mb}
         * @return this builder
         */
        Builder setting(String name, String value);

        /**
         * Keeps the data in an append-only file, written before each answer, so that it survives {@link RedisServer#stop()}
         * and {@link RedisServer#kill()}. Default: in memory only.
         *
         * @return this builder
         */
        Builder persistent();

        /**
         * A Redis or Valkey program of one's own. Default: that of the dependency.
         *
         * @param redisServer the program {@code redis-server}
         * @return this builder
         */
        Builder executable(Path redisServer);

        /**
         * Starts a server on a free port of its own and returns when it answers.
         *
         * @return a running server, to be closed by the caller
         * @throws IllegalStateException if it does not start
         */
        RedisServer start();
    }
}
