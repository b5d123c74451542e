package dev.latido.core.it;

import static dev.latido.core.it.PlainConsumer.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.ConnectionListener;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.StateChange;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The broker ends the connection at a subscription, at the presence message or at the will: the rest works. */
class CulpritRequestIT {

    private static final Duration FOUND = Duration.ofSeconds(60);

    private static Logged log;
    private static Logged errors;

    private final String clientId = Fleet.clientId();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void stateChanged(StateChange change) {}

        @Override
        public void subscriptionRefused(List<TopicFilter> filters, Throwable cause) {
            refused.add(filters + " " + cause.getMessage());
        }

        @Override
        public void presenceRefused(Topic topic, Throwable cause) {
            refused.add(topic + " " + cause.getMessage());
        }
    };

    @BeforeAll
    static void listen() {
        log = Logged.by(MqttConnection.class, Level.WARN);
        errors = Logged.bySubscriptions(Level.ERROR);
    }

    @AfterAll
    static void restoreLogs() {
        errors.close();
        log.close();
    }

    private void assertWorks(MqttConnection connection) {
        try (ResilientPublisher publisher =
                ResilientPublisher.builder(connection).build()) {
            assertThat(publisher.publish(Fleet.TEMPERATURE, 21.3).acknowledged())
                    .succeedsWithin(FOUND);
        }
        assertThat(log.messages(Level.WARN, clientId)).noneMatch(line -> line.contains("another process"));
    }

    @ParameterizedTest
    @CsvSource({"135,MQTT_5", "-1,MQTT_5", "-1,MQTT_3_1_1"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldWorkWithoutASubscriptionAtWhichTheBrokerEndsTheConnection(int code, MqttVersion version) {
        try (TouchyBroker broker = new TouchyBroker();
                MqttConnection connection = Fleet.service(broker.uri(), clientId)
                        .version(version)
                        .listener(listener)
                        .connect()) {
            broker.code = code;
            broker.poisonFilter = "acme/v1/cmd/#"::equals;
            ConnectionLink.Subscription before = subscribe(connection, "acme/v1/evt/a/#");
            ConnectionLink.Subscription bad = subscribe(connection, "acme/v1/cmd/#");
            ConnectionLink.Subscription after = subscribe(connection, "acme/v1/evt/b/#");

            assertThat(bad.granted())
                    .failsWithin(FOUND)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("the broker ends the connection whenever it is sent");
            assertThat(before.granted()).succeedsWithin(FOUND);
            assertThat(after.granted()).succeedsWithin(FOUND);
            assertWorks(connection);
            assertThat(refused).singleElement().asString().contains("acme/v1/cmd/#");
            assertThat(errors.messages(Level.ERROR, clientId)).hasSize(1);

            broker.poisonFilter = filter -> false;
            await().atMost(FOUND).until(() -> broker.subscribed.contains("acme/v1/cmd/#"));
        }
    }

    @ParameterizedTest
    @CsvSource({"135,MQTT_5", "-1,MQTT_5", "-1,MQTT_3_1_1"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldWorkWithoutAPresenceMessageAtWhichTheBrokerEndsTheConnection(int code, MqttVersion version) {
        try (TouchyBroker broker = new TouchyBroker()) {
            broker.code = code;
            broker.poison = (topic, payload) -> topic.equals(Fleet.PRESENCE.toString());
            try (MqttConnection connection = Fleet.client(broker.uri(), clientId)
                    .version(version)
                    .presence(Fleet.PRESENCE)
                    .listener(listener)
                    .connect()) {
                await().atMost(FOUND).until(() -> refused.size() == 1);
                assertWorks(connection);
                assertThat(refused).singleElement().asString().contains(Fleet.PRESENCE.toString());

                broker.poison = (topic, payload) -> false;
                await().atMost(FOUND).until(() -> broker.accepted.contains(Fleet.PRESENCE.toString()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"MQTT_5", "MQTT_3_1_1"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldWorkWithoutAWillAtWhichTheBrokerEndsTheConnection(MqttVersion version) {
        try (TouchyBroker broker = new TouchyBroker()) {
            broker.refusingWills = true;
            try (MqttConnection connection = Fleet.client(broker.uri(), clientId)
                    .version(version)
                    .presence(Fleet.PRESENCE)
                    .listener(listener)
                    .connect()) {
                await().atMost(FOUND).until(() -> connection.state() == ConnectionState.CONNECTED);
                assertWorks(connection);
                await().atMost(FOUND).until(() -> refused.size() == 1);
                assertThat(refused).singleElement().asString().contains("Last Will");

                broker.refusingWills = false;
                await().atMost(FOUND).until(() -> broker.wills.get() == 1);
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldSayThatTheBrokerBreaksALimitThatItWasGiven() {
        try (TouchyBroker broker = new TouchyBroker()) {
            broker.usingAliases = true;
            try (MqttConnection connection =
                    Fleet.service(broker.uri(), clientId).start()) {
                await().atMost(FOUND).until(() -> broker.sessions.get() > 9);

                assertThat(connection.clientId()).isEqualTo(clientId);
                assertThat(log.messages(Level.WARN, clientId))
                        .filteredOn(line -> line.contains("a limit that it was given does not allow"))
                        .as("the first sessions, each an outage of its own")
                        .hasSizeBetween(1, 4)
                        .allSatisfy(line -> assertThat(line).containsIgnoringCase("topic alias"));
            }
        }
    }
}
