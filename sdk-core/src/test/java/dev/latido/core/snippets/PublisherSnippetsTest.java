package dev.latido.core.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.JournalOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.PublishRequest;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.micrometer.PublisherMetrics;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicRoot;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that the Javadoc of the publisher shows; nobody is there to take the messages. */
class PublisherSnippetsTest {

    private static MqttConnection gateway() throws IOException {
        return ConnectionSnippetsTest.nowhere()
                .closeTimeout(Duration.ofSeconds(1))
                .start();
    }

    @Test
    void shouldKeepMessagesOnTheDisk(@TempDir Path directory) throws IOException {
        try (MqttConnection gateway = gateway()) {
            ResilientPublisher publisher = ResilientPublisher.builder(gateway)
                    .outbox(JournalOutbox.at(directory))
                    .build();
            publisher
                    .publish(Topic.of("acme/v1/evt/planta-1/norte/gw-a72f/temp"), 21.3)
                    .stored()
                    .join();
            publisher.close();
        }
        try (JournalOutbox left = JournalOutbox.at(directory)) {
            assertThat(left.backlog().messages()).isEqualTo(1);
        }
    }

    @Test
    void shouldPublishAsARequestSays() throws IOException {
        Topic reset = TopicRoot.of("acme", 1)
                .commands()
                .site("planta-1")
                .area("norte")
                .device("gw-a72f")
                .command("reset");
        try (MqttConnection gateway = gateway();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(gateway).build()) {
            publisher.publish(PublishRequest.of(reset, Map.of("delay", 5)).expiry(Duration.ofMinutes(1)));

            assertThat(publisher.backlog().messages()).isEqualTo(1);
        }
    }

    @Test
    void shouldMeasure() throws IOException {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (MqttConnection gateway = gateway()) {
            ResilientPublisher publisher = ResilientPublisher.builder(gateway)
                    .listener(PublisherMetrics.to(registry))
                    .build();
            publisher.publish(Topic.of("acme/v1/evt/planta-1/norte/gw-a72f/temp"), 21.3);

            assertThat(registry.get("latido.publisher.published").counter().count())
                    .isEqualTo(1);
        }
    }
}
