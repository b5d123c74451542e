package dev.latido.testkit.internal.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/** The calls to Docker, in a class that is loaded only if Testcontainers is on the class path. */
public final class DockerDaemon {

    private static final int PULL_MINUTES = 2;

    private static final String END_JAVA =
            "for p in /proc/[0-9]*; do case $(readlink $p/exe) in */java) kill -TERM ${p#/proc/};; esac; done";

    private DockerDaemon() {}

    static boolean isReachable() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Pulls the image if necessary and returns whether it is there. */
    static boolean has(String image) throws TimeoutException {
        return !new RemoteDockerImage(DockerImageName.parse(image))
                .get(PULL_MINUTES, TimeUnit.MINUTES)
                .isEmpty();
    }

    /** Returns the host of the containers' ports: {@code localhost} unless Docker is on another machine. */
    public static String host() {
        return DockerClientFactory.instance().dockerHostIpAddress();
    }

    public static void start(String containerId) {
        DockerClientFactory.lazyClient().startContainerCmd(containerId).exec();
    }

    /**
     * Terminates the JVM in the container, because the shell around it does not pass on signals, and waits for the
     * container to stop.
     */
    public static void stop(ContainerState container, int seconds) {
        try {
            container.execInContainer("sh", "-c", END_JAVA);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run a command in the container", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        DockerClientFactory.lazyClient()
                .stopContainerCmd(container.getContainerId())
                .withTimeout(seconds)
                .exec();
    }

    public static void kill(String containerId) {
        DockerClientFactory.lazyClient().killContainerCmd(containerId).exec();
    }

    public static void pause(String containerId) {
        DockerClientFactory.lazyClient().pauseContainerCmd(containerId).exec();
    }

    public static void unpause(String containerId) {
        DockerClientFactory.lazyClient().unpauseContainerCmd(containerId).exec();
    }
}
