package dev.latido.core.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Envelope;
import dev.latido.core.JacksonCodec;
import dev.latido.core.MqttConnection;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.RawCodec;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.internal.presence.PresenceInJson;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The annotations that Jackson 2 and 3 share, in versions of a platform that is made for Jackson 2. */
class JacksonAnnotationsTest {

    private static final String ANNOTATIONS = "jackson-annotations";

    private static MqttConnection connection() {
        return MqttConnection.builder()
                .broker("mqtt://127.0.0.1:1")
                .clientId("gw-a72f")
                .withoutPresence("test")
                .closeTimeout(Duration.ofMillis(10))
                .start();
    }

    /** Publishes and watches a fleet without a codec that needs Jackson. */
    public static final class WithoutTheCodec implements Callable<String> {

        /** Called by reflection. */
        public WithoutTheCodec() {}

        @Override
        public String call() {
            try (MqttConnection connection = connection();
                    PresenceMonitor monitor = PresenceMonitor.builder(connection)
                            .presences(TopicFilter.of("acme/v1/state/+/+/+/presence"))
                            .start();
                    ResilientPublisher publisher = ResilientPublisher.builder(connection)
                            .codec(RawCodec.create())
                            .build()) {
                publisher.publish(Topic.unchecked("a"), "x".getBytes(StandardCharsets.UTF_8));
                return publisher.backlog().messages() + " message, "
                        + monitor.board().size() + " devices";
            }
        }
    }

    /** Collects what the default codec says, twice each. */
    public static final class WithTheDefaultCodec implements Callable<List<String>> {

        /** Called by reflection. */
        public WithTheDefaultCodec() {}

        @Override
        public List<String> call() {
            List<String> said = new ArrayList<>();
            try (MqttConnection connection = connection()) {
                ResilientPublisher.Builder builder = ResilientPublisher.builder(connection);
                for (int i = 0; i < 2; i++) {
                    said.add(failure(builder::build));
                    said.add(failure(JacksonCodec::create));
                }
            }
            return said;
        }
    }

    /** Writes and reads an object. */
    public static final class WritingAnObject implements Callable<String> {

        /** What is written. */
        public record Reading(double value, Instant at) {}

        /** Called by reflection. */
        public WritingAnObject() {}

        @Override
        public String call() {
            JacksonCodec codec = JacksonCodec.create();
            Reading reading = new Reading(21.3, Instant.EPOCH);
            byte[] payload = codec.encode(new Envelope<>("a", Instant.EPOCH, reading));
            return String.valueOf(codec.decode(payload, Reading.class).value());
        }
    }

    private static String failure(Callable<?> call) {
        try {
            return "returned " + call.call();
        } catch (Throwable e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.19.2", "2.21"})
    void shouldNeedNoJacksonWithoutACodecThatDoes(String version) throws Exception {
        try (OtherLibraries old = OtherLibraries.with(version, ANNOTATIONS)) {
            assertThat(old.call(WithoutTheCodec.class)).isEqualTo("1 message, 0 devices");
            assertThat(old.call(PresenceInJson.class))
                    .isEqualTo("PresencePayload[status=ONLINE, boot=null, since=2024-11-22T10:40:00Z]");
        }
        try (OtherLibraries none = OtherLibraries.without(ANNOTATIONS, "jackson-databind")) {
            assertThat(none.call(WithoutTheCodec.class)).isEqualTo("1 message, 0 devices");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.19.2", "2.21"})
    void shouldNameTheVersionAndWhatToWriteIntoThePom(String version) throws Exception {
        try (OtherLibraries old = OtherLibraries.with(version, ANNOTATIONS)) {
            assertThat((List<?>) old.call(WithTheDefaultCodec.class))
                    .hasSize(4)
                    .allSatisfy(said -> assertThat(said)
                            .asString()
                            .startsWith(
                                    "IncompatibleLibraryException: Jackson cannot be used: it finds jackson-annotations "
                                            + version)
                            .contains("lacks com.fasterxml.jackson.annotation.Json")
                            .contains(
                                    "<artifactId>jackson-annotations</artifactId><version>" + managed() + "</version>")
                            .contains("latido-sdk-bom")
                            .doesNotContain("\n"));
        }
    }

    @Test
    void shouldSayThatTheAnnotationsAreMissing() throws Exception {
        try (OtherLibraries none = OtherLibraries.without(ANNOTATIONS)) {
            assertThat((List<?>) none.call(WithTheDefaultCodec.class))
                    .hasSize(4)
                    .allSatisfy(said -> assertThat(said)
                            .asString()
                            .startsWith(
                                    "IncompatibleLibraryException: Jackson cannot be used: it finds no jackson-annotations")
                            .contains("<version>" + managed() + "</version>"));
        }
    }

    @Test
    void shouldWriteAnObjectWithTheVersionOfTheBom() throws Exception {
        try (OtherLibraries same = OtherLibraries.without("no-such-library")) {
            assertThat(same.call(WritingAnObject.class)).isEqualTo("Reading[value=21.3, at=1970-01-01T00:00:00Z]");
        }
    }

    /** Returns the version that the BOM manages, which must be that of the parent too. */
    private static String managed() throws Exception {
        String bom = Files.readString(Path.of("../sdk-bom/pom.xml"));
        int at = bom.indexOf("<artifactId>jackson-annotations</artifactId>");
        String version =
                bom.substring(bom.indexOf("<version>", at) + "<version>".length(), bom.indexOf("</version>", at));
        assertThat(Files.readString(Path.of("../pom.xml")))
                .contains("<jackson-annotations.version>" + version + "</jackson-annotations.version>");
        return version;
    }
}
