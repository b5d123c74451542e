package dev.latido.testkit;

import dev.latido.testkit.internal.docker.Docker;
import dev.latido.testkit.internal.hivemq.HiveMqContainerBuilder;
import java.util.Optional;

/**
 * HiveMQ in a Docker container: the image that many run in production, a JVM of its own.
 *
 * <pre>{@code
 * try (HiveMqContainerBroker broker = HiveMqContainerBroker.builder().start()) {
 *     connect(broker.uri());
 *     broker.freeze();    // the peer is still connected, but nobody answers
 *     broker.thaw();
 *     broker.kill();      // SIGKILL
 *     broker.start();     // same ports
 * }
 * }</pre>
 *
 * <p>Needs {@code org.testcontainers:testcontainers-hivemq} on the class path and a Docker daemon. The ports are bound to
 * fixed ports of the Docker host, so that they stay the same over {@link #stop()} and {@link #start()}.
 *
 * <p>Instances are thread-safe.
 */
public interface HiveMqContainerBroker extends TestBroker {

    /** Default of {@link Builder#image(String)}: {@value}. */
    String DEFAULT_IMAGE = "hivemq/hivemq-ce:2025.5";

    /**
     * Settings of a new broker.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return new HiveMqContainerBuilder();
    }

    /**
     * Whether the default image can run on this machine.
     *
     * @return whether there is no {@linkplain #obstacle(String) obstacle}
     */
    static boolean isAvailable() {
        return obstacle(DEFAULT_IMAGE).isEmpty();
    }

    /**
     * What keeps an image from running on this machine: no Testcontainers on the class path, no Docker daemon that
     * answers within a minute, or an image that is not there and cannot be had within two minutes. Found out once per JVM and
     * image.
     *
     * @param image a Docker image with tag
     * @return the reason, empty if the image can run
     */
    static Optional<String> obstacle(String image) {
        return Docker.obstacle(image, Docker.IMAGE_TIMEOUT);
    }

    /**
     * Kills the container's processes at once (SIGKILL), as a crash or the kernel would. What they have not written is
     * lost. {@link #start()} brings it back. Does nothing if it is not running.
     */
    void kill();

    /**
     * Suspends the container ({@code docker pause}): Docker's host keeps its connections and takes new ones, but nothing is
     * answered. To clients it is half-open. Does nothing if it is frozen already.
     *
     * @throws IllegalStateException if the broker is not running
     */
    void freeze();

    /**
     * Lets a frozen container go on ({@code docker unpause}). Does nothing if it is not frozen. {@link #stop()}, {@link
     * #kill()} and {@link #close()} need no thaw before.
     *
     * @throws IllegalStateException if the broker is not running
     */
    void thaw();

    /** Settings of a HiveMQ container. */
    interface Builder extends BrokerBuilder<HiveMqContainerBroker, Builder> {

        /**
         * The image, of HiveMQ CE or Enterprise. Default: {@value HiveMqContainerBroker#DEFAULT_IMAGE}.
         *
         * @param image a Docker image with tag
         * @return this builder
         * @throws IllegalArgumentException if it is blank
         */
        Builder image(String image);

        /**
         * Keeps sessions, queued and retained messages in the container's files, so that they survive {@link
         * TestBroker#stop()}; they are gone with {@link TestBroker#close()}. Default: in memory.
         *
         * @return this builder
         */
        Builder persistent();
    }
}
