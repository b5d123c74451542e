package dev.latido.testkit.database;

import dev.latido.testkit.database.internal.RedisProcess;
import java.nio.file.Path;

/**
 * A Redis server for one test, in a separate process. Nothing has to be installed; a start takes about a tenth of a
 * second.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.builder().start()) {
 *     connect(redis.uri());
 * }
 * }</pre>
 *
 * <p>Needs the optional dependency {@code com.github.codemonstur:embedded-redis}, which contains the program for Linux
 * (x86, amd64, arm64), macOS and Windows. For another machine or another version, install Redis or Valkey and pass its
 * program to {@link Builder#executable}. On Linux, the program needs OpenSSL 3.
 *
 * <p>The port is the same from start to close. The server listens on the loopback address only, without a password. Its
 * files are in a temporary directory, which {@link #close()} removes. If the JVM ends without a close, a shutdown hook
 * kills the server and removes them.
 *
 * <p>Instances are thread-safe.
 */
public interface RedisServer extends AutoCloseable {

    /**
     * Returns a builder for a new server.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return RedisProcess.builder();
    }

    /**
     * Returns the address for Redis clients.
     *
     * @return {@code redis://127.0.0.1:<port>}
     */
    default String uri() {
        return "redis://" + host() + ":" + port();
    }

    /**
     * Returns the host.
     *
     * @return the loopback address
     */
    String host();

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
     * Starts the server again on its port, and with its data if it is {@link Builder#persistent()}. Does nothing if it
     * is running.
     *
     * @throws IllegalStateException if the server does not start or is closed
     */
    void start();

    /** Stops the server gracefully. Does nothing if it is not running. */
    void stop();

    /**
     * Ends the server's process at once, as a power cut would ({@code kill -9}). Does nothing if it is not running.
     */
    void kill();

    /**
     * Removes all data of the server.
     *
     * @throws IllegalStateException if the server is not running
     */
    void flush();

    /** Stops the server permanently and removes its files. Closing again has no effect. */
    @Override
    void close();

    /** Settings of a Redis server. Not thread-safe. A builder can be used again for further servers. */
    interface Builder {

        /**
         * Sets a parameter of {@code redis.conf}. The defaults are Redis's own, except that nothing is saved.
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
         * Sets the Redis or Valkey program to run. Default: the program of the dependency.
         *
         * @param redisServer the program {@code redis-server}
         * @return this builder
         */
        Builder executable(Path redisServer);

        /**
         * Starts a server on a free port and returns when it answers.
         *
         * @return a running server, to be closed by the caller
         * @throws IllegalStateException if it does not start
         */
        RedisServer start();
    }
}
