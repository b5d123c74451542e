package dev.latido.testkit;

import dev.latido.testkit.internal.mosquitto.MosquittoBuilder;
import dev.latido.testkit.internal.mosquitto.MosquittoProgram;
import java.nio.file.Path;
import java.util.List;

/**
 * Eclipse Mosquitto (2.0 or newer) in a process of its own, where it is installed: a second opinion on what brokers do,
 * and one that can be killed and frozen.
 *
 * <pre>{@code
 * try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
 *     broker.freeze();    // the peer is still connected, but nobody answers
 *     broker.thaw();
 *     broker.kill();      // SIGKILL
 *     broker.start();     // same ports
 * }
 * }</pre>
 *
 * <p>The program is looked for on the path and in the usual directories for servers; the system property {@code
 * latido.mosquitto} names it where it is elsewhere. Its files are in a temporary directory, which is removed at {@link
 * #close()}. The process ends with the JVM at the latest; where there is a {@code /bin/sh}, also when the JVM is killed.
 *
 * <p>Instances are thread-safe.
 */
public interface MosquittoBroker extends TestBroker {

    /**
     * Settings of a new broker.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return new MosquittoBuilder();
    }

    /**
     * Whether the {@code mosquitto} program is on this machine.
     *
     * @return whether a broker can be started
     * @see BrokerKind#assumeAvailable()
     */
    static boolean isInstalled() {
        return MosquittoProgram.obstacle().isEmpty();
    }

    /**
     * Kills the process at once (SIGKILL), as a crash or the kernel would, and returns when it is gone. What it has not
     * written is lost. {@link #start()} brings it back. Does nothing if it is not running.
     */
    void kill();

    /**
     * Suspends the process (SIGSTOP): the operating system keeps its connections and takes new ones, but nothing is
     * answered. To clients it is half-open. Does nothing if it is frozen already.
     *
     * @throws IllegalStateException if the broker is not running
     * @throws UnsupportedOperationException where there are no signals (Windows)
     */
    void freeze();

    /**
     * Lets a frozen process go on (SIGCONT). Does nothing if it is not frozen. {@link #stop()}, {@link #kill()} and {@link
     * #close()} need no thaw before.
     *
     * @throws IllegalStateException if the broker is not running
     * @throws UnsupportedOperationException where there are no signals (Windows)
     */
    void thaw();

    /**
     * What the broker has logged, over all its starts: for the message of an assertion.
     *
     * @return the last 1,000 lines, oldest first
     */
    List<String> log();

    /** Settings of a Mosquitto broker. Nothing is read from the machine's own Mosquitto configuration. */
    interface Builder extends BrokerBuilder<MosquittoBroker, Builder> {

        /**
         * Keeps sessions, queued and retained messages in a file, so that they survive {@link TestBroker#stop()}, and
         * {@link TestBroker#close()} as well if a later broker is given the same directory. Default: {@link #inMemory()}.
         *
         * <p>Mosquitto writes the file when it stops and every half an hour: {@link MosquittoBroker#kill()} loses what
         * came since. The options {@code autosave_interval 1} and {@code autosave_on_changes true} make it lose less,
         * not nothing.
         *
         * @param directory made if absent, never removed by the broker; for one running broker at a time
         * @return this builder
         */
        Builder persistent(Path directory);

        /**
         * Keeps everything in memory (the default): sessions, queued and retained messages are gone after
         * {@link TestBroker#stop()}.
         *
         * @return this builder
         */
        Builder inMemory();

        /**
         * The TLS listener demands a certificate of the client, issued by the authority of {@link #tls(DevelopmentCa)}.
         * Default: none.
         *
         * @return this builder
         */
        Builder clientCertificates();

        /**
         * Refuses the client certificates that a list has revoked. Default: none.
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
