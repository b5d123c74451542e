package dev.latido.core.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.topics.Topic;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The publisher on a class path without Micrometer. */
class WithoutMicrometerTest {

    /** Runs in the other class loader. */
    public static final class Publishing implements Callable<String> {

        /** Called by reflection. */
        public Publishing() {}

        @Override
        public String call() {
            try (MqttConnection connection = MqttConnection.builder()
                            .broker("mqtt://127.0.0.1:1")
                            .clientId("gw-a72f")
                            .withoutPresence("test")
                            .closeTimeout(Duration.ofMillis(10))
                            .start();
                    ResilientPublisher publisher =
                            ResilientPublisher.builder(connection).build()) {
                publisher.publish(Topic.unchecked("a"), 1);
                return publisher.toString();
            }
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    @Test
    void shouldPublishWithoutMicrometer() throws Exception {
        URL[] others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("micrometer-"))
                .map(WithoutMicrometerTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);

            Callable<?> publishing = (Callable<?>) loader.loadClass(Publishing.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            assertThat(publishing.getClass().getClassLoader()).isSameAs(loader);
            assertThat(publishing.call()).asString().startsWith("ResilientPublisher[gw-a72f, MemoryOutbox[1 of");
        }
    }
}
