package dev.latido.testkit;

import dev.latido.testkit.internal.docker.Docker;
import dev.latido.testkit.internal.hivemq.HiveMqContainerBuilder;
import java.util.Optional;

/**
 * HiveMQ in a Docker container, in its own JVM and from the image that is used in production.
 *
 * <pre>{@code
 * try (HiveMqContainerBroker broker = HiveMqContainerBroker.builder().start()) {
 *     connect(broker.uri());
 *     broker.freeze();    // clients stay connected, but nothing answers
 *     broker.thaw();
 *     broker.kill();      // SIGKILL
 *     broker.start();     // same ports
 * }
 * }</pre>
 *
 * <p>Needs {@code org.testcontainers:testcontainers-hivemq} on the class path and a Docker daemon. The broker's ports
 * are fixed ports of the Docker host, so that they stay the same over {@link #stop()} and {@link #start()}.
 *
 * <p>Instances are thread-safe.
 */
public interface HiveMqContainerBroker extends TestBroker {

    /** Default of {@link Builder#image(String)}: {@value}. */
    String DEFAULT_IMAGE = "hivemq/hivemq-ce:2025.5";

    /**
     * Returns a builder for a new broker.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return new HiveMqContainerBuilder();
    }

    /**
     * Returns whether the default image can run on this machine.
     *
     * @return true if there is no {@linkplain #obstacle(String) obstacle}
     */
    static boolean isAvailable() {
        return obstacle(DEFAULT_IMAGE).isEmpty();
    }

    /**
     * Returns the reason why an image cannot run on this machine: Testcontainers is not on the class path, no Docker
     * daemon answers within a minute, or the image is not there and cannot be pulled within two minutes. The result is
     * remembered for each image until the JVM ends.
     *
     * @param image a Docker image with tag
     * @return the reason; empty if the image can run
     */
    static Optional<String> obstacle(String image) {
        return Docker.obstacle(image, Docker.IMAGE_TIMEOUT);
    }

    /**
     * Kills the container's processes at once (SIGKILL), as a crash or the kernel would. Data that has not been written
     * is lost. {@link #start()} starts the broker again. Does nothing if it is not running.
     */
    void kill();

    /**
     * Suspends the container ({@code docker pause}). The Docker host keeps its connections and accepts new ones, but
     * nothing is answered: to clients, the connection is half-open. Does nothing if the broker is frozen already.
     *
     * @throws IllegalStateException if the broker is not running
     */
    void freeze();

    /**
     * Resumes a frozen container ({@code docker unpause}). Does nothing if it is not frozen. A thaw is not needed
     * before {@link #stop()}, {@link #kill()} and {@link #close()}.
     *
     * @throws IllegalStateException if the broker is not running
     */
    void thaw();

    /** Settings of a HiveMQ container. */
    interface Builder extends BrokerBuilder<HiveMqContainerBroker, Builder> {

        /**
         * Sets the image, of HiveMQ CE or Enterprise. Default: {@value HiveMqContainerBroker#DEFAULT_IMAGE}.
         *
         * @param image a Docker image with tag
         * @return this builder
         * @throws IllegalArgumentException if it is blank
         */
        Builder image(String image);

        /**
         * Keeps sessions, queued and retained messages in the container's files, so that they survive {@link
         * TestBroker#stop()}. They are removed at {@link TestBroker#close()}. Default: in memory.
         *
         * @return this builder
         */
        Builder persistent();
    }
}
