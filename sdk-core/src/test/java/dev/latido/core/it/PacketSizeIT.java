package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.MqttConnection;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.Publication;
import dev.latido.core.PublishRequest;
import dev.latido.core.RawCodec;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages around the largest packet that a broker accepts: what arrives is what was published, where it was sent. */
class PacketSizeIT {

    private static final int LIMIT = 400;

    /** What a topic alias adds; the client decides whether there is one. */
    private static final int ALIAS = 3;

    private static final int MESSAGES = 600;
    private static final int TOPICS = 14;

    /** What was published. */
    private record Sent(Topic topic, byte[] payload, Map<String, String> properties, boolean expires, int qos) {

        /** The size of the packet with a topic alias (MQTT 5, section 3.3), counted by hand. */
        int packet(String id, String time) {
            int properties = ALIAS + 3 + "application/octet-stream".length() + (expires ? 5 : 0);
            properties += property("latido-id", id) + property("latido-ts", time);
            for (Map.Entry<String, String> property : properties().entrySet()) {
                properties += property(property.getKey(), property.getValue());
            }
            int rest = 2 + topic.toString().getBytes(UTF_8).length + (qos > 0 ? 2 : 0) + payload.length;
            rest += properties + (properties > 127 ? 2 : 1);
            return 1 + (rest > 127 ? 2 : 1) + rest;
        }

        private static int property(String name, String value) {
            return 5 + name.getBytes(UTF_8).length + value.getBytes(UTF_8).length;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldDeliverOnTheRightTopicWhateverTheSizesAre(long seed) throws Exception {
        BrokerKind.MOSQUITTO.assumeAvailable();
        Random random = new Random(seed);
        Map<String, Sent> sent = new HashMap<>();
        List<Publication> publications = new ArrayList<>();
        try (MosquittoBroker broker = MosquittoBroker.builder()
                        .configuration("max_packet_size " + LIMIT, "max_topic_alias 10")
                        .start();
                MqttProbe probe = MqttProbe.on(broker, "acme/#");
                FaultProxy network = FaultProxy.to(broker).start();
                MqttConnection connection =
                        Fleet.service(network.uri(), "gw-sizes").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .codec(RawCodec.create())
                        .build()) {
            for (int i = 0; i < MESSAGES; i++) {
                Sent next = next(random);
                Publication publication = publisher.publish(request(next));
                sent.put(publication.id(), next);
                publications.add(publication);
                if (random.nextInt(150) == 0) {
                    network.cutAll();
                }
            }
            assertThat(publisher.drain(SOON)).isTrue();

            Map<String, PayloadTooLargeException> rejected = new HashMap<>();
            for (Publication publication : publications) {
                PayloadTooLargeException reason = rejection(publication);
                if (reason != null) {
                    rejected.put(publication.id(), reason);
                }
            }
            List<String> accepted = publications.stream()
                    .map(Publication::id)
                    .filter(id -> !rejected.containsKey(id) && of(sent, id).qos() > 0)
                    .toList();
            assertThat(probe.await(all -> ids(all).containsAll(accepted), Duration.ofSeconds(20)))
                    .as("all that is acknowledged arrives")
                    .isTrue();
            for (ProbedMessage message : probe.messages()) {
                Map<String, String> properties = properties(message);
                String id = of(properties, "latido-id");
                String time = of(properties, "latido-ts");
                properties.keySet().removeAll(Set.of("latido-id", "latido-ts"));
                Sent original = of(sent, id);
                assertThat(message.topic())
                        .as("topic of %s", id)
                        .isEqualTo(original.topic().toString());
                assertThat(message.payload()).as("payload of %s", id).isEqualTo(original.payload());
                assertThat(properties).as("properties of %s", id).isEqualTo(original.properties());
                assertThat(original.packet(id, time)).as("packet of %s", id).isLessThanOrEqualTo(LIMIT);
                assertThat(rejected).doesNotContainKey(id);
            }
            String time = Long.toString(System.currentTimeMillis());
            rejected.forEach((id, reason) -> {
                int packet = of(sent, id).packet(id, time);
                assertThat(packet).as("packet of %s", id).isGreaterThan(LIMIT);
                assertThat(reason).hasMessageContaining("packet of " + packet + " bytes");
            });
            assertThat(rejected).isNotEmpty();
            assertThat(network.count(FaultAction.CONNECTED))
                    .as("connections: no more than the test has cut, and the last")
                    .isLessThanOrEqualTo(1 + network.count(FaultAction.CUT));
        }
    }

    private static <V> V of(Map<String, V> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private static Sent next(Random random) {
        Topic topic = Fleet.ACME
                .events()
                .site("planta-1")
                .area("norte")
                .device("gw-" + random.nextInt(TOPICS))
                .measure("temp");
        Map<String, String> properties = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            properties.put("key" + i, "ñ".repeat(random.nextInt(20)));
        }
        Sent empty = new Sent(topic, new byte[0], properties, random.nextInt(4) == 0, random.nextInt(10) == 0 ? 0 : 1);
        int base = empty.packet("gw-sizes:1796087842955676:100", "1796087842955");
        int payload = switch (random.nextInt(3)) {
            case 0 -> random.nextInt(LIMIT);
            case 1 -> LIMIT - base - 4 + random.nextInt(9);
            default -> LIMIT - base - 40 + random.nextInt(80);
        };
        byte[] bytes = new byte[Math.max(0, payload)];
        random.nextBytes(bytes);
        return new Sent(topic, bytes, properties, empty.expires(), empty.qos());
    }

    private static PublishRequest request(Sent message) {
        PublishRequest request = PublishRequest.of(message.topic(), message.payload());
        for (Map.Entry<String, String> property : message.properties().entrySet()) {
            request = request.userProperty(property.getKey(), property.getValue());
        }
        if (message.expires()) {
            request = request.expiry(Duration.ofHours(1));
        }
        return message.qos() == 0 ? request.atMostOnce() : request;
    }

    private static @Nullable PayloadTooLargeException rejection(Publication publication) throws Exception {
        try {
            publication.acknowledged().get(SOON.toSeconds(), TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(PayloadTooLargeException.class);
            return (PayloadTooLargeException) e.getCause();
        }
    }

    private static List<String> ids(List<ProbedMessage> messages) {
        return messages.stream()
                .map(message -> String.valueOf(properties(message).get("latido-id")))
                .toList();
    }

    private static Map<String, String> properties(ProbedMessage message) {
        Map<String, String> properties = new HashMap<>();
        message.userProperties().forEach(property -> properties.put(property.getKey(), property.getValue()));
        return properties;
    }
}
