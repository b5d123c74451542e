package dev.latido.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.MqttConnection;
import dev.latido.core.PublishRequest;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.Tls;
import dev.latido.core.micrometer.PublisherMetrics;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicRoot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the guide to publishing, executed; and that the guide and the README show just this code. */
class PublishingGuideIT {

    private static final Path SOURCE = Path.of("src/test/java/dev/latido/examples/PublishingGuideIT.java");
    private static final Path GUIDE = Path.of("../docs/publishing.md");
    private static final Path README = Path.of("../README.md");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final int COURSE_LINES = 15;

    private final TopicRoot acme = TopicRoot.of("acme", 1);
    private final Topic temperature =
            acme.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");
    private final Topic presence =
            acme.presence().site("planta-1").area("norte").device("gw-a72f");
    private final Topic reset =
            acme.commands().site("planta-1").area("norte").device("gw-a72f").command("reset");
    private final Topic lastValue =
            acme.state().site("planta-1").area("norte").device("gw-a72f").measure("temp");
    private final Topic vibration =
            acme.events().site("planta-1").area("norte").device("gw-a72f").measure("vibration");
    private final Topic payment =
            acme.events().site("planta-1").area("norte").device("gw-a72f").measure("payment");
    private final char[] password = "secret".toCharArray();

    @Test
    @WithBroker(tls = true)
    void shouldRunTheProducer(TestBroker broker, MqttProbe probe, DevelopmentCa ca, @TempDir Path directory) {
        Path caPem = ca.writeCertificate(directory);
        String brokerUri = broker.tlsUri();

        try (MqttConnection gateway = MqttConnection.builder()
                        .broker(brokerUri)
                        .clientId("gw-a72f")
                        .credentials("gw-a72f", password)
                        .tls(Tls.trusting(caPem))
                        .presence(presence)
                        .connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(gateway).build()) {
            publisher.publish(temperature, 21.3);
        }

        assertThat(probe).received(temperature).withValue(21.3).exactlyOnce();
    }

    @Test
    @WithBroker
    void shouldRunTheRequests(TestBroker broker, MqttProbe probe) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (MqttConnection gateway = MqttConnection.builder()
                .broker(broker.uri())
                .clientId("gw-a72f")
                .presence(presence)
                .connect()) {
            ResilientPublisher publisher = ResilientPublisher.builder(gateway)
                    .listener(PublisherMetrics.to(registry))
                    .build();
            publisher.publish(PublishRequest.of(reset, Map.of("delay", 5))
                    .expiry(Duration.ofMinutes(1))
                    .contentType("application/json")
                    .userProperty("operator", "shift-1")
                    .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
            publisher.publishState(lastValue, 21.3);
            publisher.publish(PublishRequest.of(vibration, 0.02).atMostOnce());
            publisher.publish(PublishRequest.of(payment, 12.5).exactlyOnce("the till cannot recognise a repetition"));

            assertThat(publisher.drain(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(probe).received(reset).withQos(1).exactlyOnce();
        assertThat(probe).received(lastValue).retained().exactlyOnce();
        assertThat(probe).received(vibration).withQos(0).exactlyOnce();
        assertThat(probe).received(payment).withQos(2).exactlyOnce();
        assertThat(registry.get("latido.publisher.acknowledged").counter().count())
                .isEqualTo(4);
    }

    @Test
    void shouldBeTheCodeThatTheGuideShows() throws Exception {
        String source = flat(Files.readString(SOURCE));
        List<String> blocks = blocks(GUIDE);

        assertThat(blocks).hasSize(3).allSatisfy(block -> assertThat(source).contains(flat(block)));
    }

    @Test
    void shouldShowTheProducerInTheReadmeInAsFewLinesAsTheCourse() throws Exception {
        String producer = blocks(GUIDE).get(0);

        assertThat(producer.lines().count()).isLessThanOrEqualTo(COURSE_LINES);
        assertThat(blocks(README)).anySatisfy(block -> assertThat(flat(block)).isEqualTo(flat(producer)));
    }

    private static List<String> blocks(Path page) throws Exception {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String flat(String code) {
        return code.replaceAll("\\s+", "").strip();
    }
}
