package dev.latido.testkit.internal.docker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Checks whether an image can run on this machine. Testcontainers waits without a limit for a daemon that does not
 * answer or has no registry, so a separate thread asks and may be left waiting.
 */
public final class Docker {

    private static final String LIBRARY = "org.testcontainers.hivemq.HiveMQContainer";
    private static final Duration DAEMON_TIMEOUT = Duration.ofMinutes(1);
    /** The maximum time for pulling an image. */
    public static final Duration IMAGE_TIMEOUT = Duration.ofMinutes(2);

    /** The results of earlier checks. Static because the machine has one Docker and a check takes long. */
    private static final Map<String, Optional<String>> KNOWN = new ConcurrentHashMap<>();

    private Docker() {}

    /** Returns the reason why an image cannot run, as far as it is known after the given time; empty if it can. */
    public static Optional<String> obstacle(String image, Duration patience) {
        if (!isOnClassPath()) {
            return Optional.of("a HiveMQ container needs org.testcontainers:testcontainers-hivemq on the class path");
        }
        Optional<String> daemon = KNOWN.computeIfAbsent("", none -> daemon());
        return daemon.isPresent() ? daemon : KNOWN.computeIfAbsent(image, name -> image(name, patience));
    }

    private static boolean isOnClassPath() {
        try {
            Class.forName(LIBRARY, false, Docker.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Optional<String> daemon() {
        return answer(DockerDaemon::isReachable, DAEMON_TIMEOUT).map(problem -> "there is no Docker: " + problem);
    }

    private static Optional<String> image(String image, Duration patience) {
        return answer(() -> DockerDaemon.has(image), patience)
                .map(problem -> "there is no image " + image + ": " + problem);
    }

    private static Optional<String> answer(Callable<Boolean> question, Duration timeout) {
        FutureTask<Boolean> answer = new FutureTask<>(question);
        Thread thread = new Thread(answer, "latido-docker");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(timeout.toSeconds(), TimeUnit.SECONDS) ? Optional.empty() : Optional.of("none was found");
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            return Optional.of("no answer in " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while asking");
        }
    }
}
