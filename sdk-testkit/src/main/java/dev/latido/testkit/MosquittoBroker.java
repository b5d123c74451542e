package dev.latido.testkit;

import dev.latido.testkit.internal.mosquitto.MosquittoBuilder;
import dev.latido.testkit.internal.mosquitto.MosquittoProgram;
import java.nio.file.Path;
import java.util.List;

/**
 * Eclipse Mosquitto (2.0 or newer) in a separate process, on machines where it is installed. It is a second broker
 * implementation to test against, and it can be killed and frozen.
 *
 * <pre>{@code
 * try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
 *     broker.freeze();    // clients stay connected, but nothing answers
 *     broker.thaw();
 *     broker.kill();      // SIGKILL
 *     broker.start();     // same ports
 * }
 * }</pre>
 *
 * <p>The program is searched for on the path and in the usual directories for servers; if it is elsewhere, the system
 * property {@code latido.mosquitto} names it. The broker's files are in a temporary directory, which is removed at
 * {@link #close()}. The process ends with the JVM at the latest; where there is a {@code /bin/sh}, it ends even if the
 * JVM is killed.
 *
 * <p>Instances are thread-safe.
 */
public interface MosquittoBroker extends TestBroker {

    /**
     * Returns a builder for a new broker.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return new MosquittoBuilder();
    }

    /**
     * Returns whether the {@code mosquitto} program is on this machine.
     *
     * @return whether a broker can be started
     * @see BrokerKind#assumeAvailable()
     */
    static boolean isInstalled() {
        return MosquittoProgram.obstacle().isEmpty();
    }

    /**
     * Kills the process at once (SIGKILL), as a crash or the kernel would, and returns when it has ended. Data that has
     * not been written is lost. {@link #start()} starts the broker again. Does nothing if it is not running.
     */
    void kill();

    /**
     * Suspends the process (SIGSTOP). The operating system keeps its connections and accepts new ones, but nothing is
     * answered: to clients, the connection is half-open. Does nothing if the broker is frozen already.
     *
     * @throws IllegalStateException if the broker is not running
     * @throws UnsupportedOperationException where there are no signals (Windows)
     */
    void freeze();

    /**
     * Resumes a frozen process (SIGCONT). Does nothing if it is not frozen. A thaw is not needed before {@link
     * #stop()}, {@link #kill()} and {@link #close()}.
     *
     * @throws IllegalStateException if the broker is not running
     * @throws UnsupportedOperationException where there are no signals (Windows)
     */
    void thaw();

    /**
     * Returns the broker's log over all its starts, for example for the message of an assertion.
     *
     * @return the last 1,000 lines, oldest first
     */
    List<String> log();

    /** Settings of a Mosquitto broker. The machine's own Mosquitto configuration is not read. */
    interface Builder extends BrokerBuilder<MosquittoBroker, Builder> {

        /**
         * Keeps sessions, queued and retained messages in a file, so that they survive {@link TestBroker#stop()}. They
         * also survive {@link TestBroker#close()} if a later broker is given the same directory. Default: {@link
         * #inMemory()}.
         *
         * <p>Mosquitto writes the file when it stops and every half an hour; {@link MosquittoBroker#kill()} loses later
         * changes. The options {@code autosave_interval 1} and {@code autosave_on_changes true} reduce the loss, but do
         * not prevent it.
         *
         * @param directory created if absent, never removed by the broker; for one running broker at a time
         * @return this builder
         */
        Builder persistent(Path directory);

        /**
         * Keeps everything in memory (the default). Sessions, queued and retained messages are lost at {@link
         * TestBroker#stop()}.
         *
         * @return this builder
         */
        Builder inMemory();

        /**
         * Makes the TLS listener require a client certificate issued by the authority of {@link #tls(DevelopmentCa)}.
         * Default: no client certificates.
         *
         * @return this builder
         */
        Builder clientCertificates();

        /**
         * Refuses client certificates that a list has revoked. Default: none.
         *
         * @param list a PEM file, such as {@link DevelopmentCa#writeRevocationList} writes; read at each start
         * @return this builder
         */
        Builder revocationList(Path list);

        /**
         * Adds lines to the end of the configuration, for example {@code use_username_as_clientid true}. Options of a
         * listener apply to the TLS listener, or to the plain one if there is no TLS.
         *
         * @param lines as in {@code mosquitto.conf(5)}
         * @return this builder
         */
        Builder configuration(String... lines);
    }
}
