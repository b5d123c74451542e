package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerLeakIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Pattern CLIENT_AND_TEST_THREADS =
            Pattern.compile("^(com\\.hivemq\\.client|Rx|awaitility|surefire|process reaper|Attach|ForkJoin)");

    @Test
    void shouldLeaveNoThreadAndNoFileWhenClosed(@TempDir Path data) {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        useAndClose(
                data); // What the libraries keep for ever (Netty's watchers, RocksDB's library) is there after this.
        Set<Path> files = TemporaryFiles.of("latido-broker");
        Set<Thread> known = Set.copyOf(Thread.getAllStackTraces().keySet());
        long descriptors = openFileDescriptors();

        try (EmbeddedBroker broker = EmbeddedBroker.builder().start()) {
            assertThat(broker.isRunning()).isTrue();
            assertThat(foreignThreads(known)).hasSizeGreaterThan(5);
            assertThat(TemporaryFiles.of("latido-broker")).hasSize(files.size() + 1);
        }
        for (int i = 0; i < 2; i++) {
            useAndClose(data);
        }

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(foreignThreads(known)).isEmpty());
        assertThat(TemporaryFiles.of("latido-broker")).isEqualTo(files);
        // A persistent broker holds dozens: one that leaks goes beyond the few that come and go in a JVM.
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(openFileDescriptors()).isLessThan(descriptors + 10));
        assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
    }

    private static void useAndClose(Path data) {
        try (EmbeddedBroker inMemory = EmbeddedBroker.builder().start();
                EmbeddedBroker persistent =
                        EmbeddedBroker.builder().persistent(data).start()) {
            for (EmbeddedBroker broker : new EmbeddedBroker[] {inMemory, persistent}) {
                Mqtt5BlockingClient client = TestClient.plain(broker, "client");
                client.connect();
                client.disconnect();
            }
        }
    }

    /** Threads that outlive a test and belong neither to the JVM, nor to the test run, nor to HiveMQ's client. */
    private static Set<Thread> foreignThreads(Set<Thread> known) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !known.contains(thread))
                .filter(thread ->
                        !CLIENT_AND_TEST_THREADS.matcher(thread.getName()).find())
                .collect(Collectors.toSet());
    }

    /** Zero where the operating system does not show them as files. */
    private static long openFileDescriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            return descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
