package dev.latido.core.internal.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.core.Presence;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.internal.publish.LoopbackBroker;
import dev.latido.topics.TopicFilter;
import dev.latido.core.Presence.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A monitor over a real connection, to a broker that says what it is told to. */
class PresenceMonitorTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 10));
    private static final String PRESENCE = "acme/v1/state/planta-1/norte/gw-1/presence";

    private final LoopbackBroker broker = new LoopbackBroker();
    private final MqttConnection connection = MqttConnection.builder()
            .broker(broker.uri())
            .clientId("board")
            .withoutPresence("test")
            .backoff(Backoff.between(Duration.ofMillis(1), Duration.ofMillis(20)))
            .start();
    private final List<Status> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        connection.close();
        broker.close();
    }

    private PresenceMonitor.Builder builder() {
        return PresenceMonitor.builder(connection)
                .presences(TopicFilter.of("acme/v1/state/+/+/+/presence"))
                .listener(presence -> heard.add(presence.status()));
    }

    @Test
    void shouldListenToPresencesOnlyWhenThatIsAllItIsToldTo() throws Exception {
        PresenceMonitor monitor = builder().start();
        await().atMost(SOON).until(() -> broker.subscribed.size() == 1);

        broker.send(PRESENCE, "online");

        await().atMost(SOON).until(() -> heard.contains(Status.ONLINE));
        assertThat(monitor.board()).extracting(Presence::status).containsExactly(Status.ONLINE);
        assertThat(broker.subscribed).containsExactly("acme/v1/state/+/+/+/presence");
    }

    @Test
    void shouldTellADeviceThatFallsSilent() throws Exception {
        builder()
                .data(TopicFilter.of("acme/v1/evt/#"))
                .patience(1, Duration.ofMillis(1))
                .start();
        await().atMost(SOON).until(() -> broker.subscribed.size() == 2);

        broker.send(PRESENCE, "online");
        for (int i = 0; i < 5; i++) {
            broker.send("acme/v1/evt/planta-1/norte/gw-1/temp", "21.3");
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).startsWith(Status.ONLINE, Status.SILENT));
    }
}
