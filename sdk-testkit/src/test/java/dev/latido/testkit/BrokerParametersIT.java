package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class BrokerParametersIT {

    private static final String TOPIC = "acme/v1/evt/planta-1/norte/gw-a72f/temp";

    /** Filled by the samples, which run through the launcher only and on one thread. */
    private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void shouldInjectConnectionsAndCloseThemBeforeTheBroker() {
        Samples.run(ConnectionSample.class, 2);

        assertThat(SEEN).hasSize(4).doesNotHaveDuplicates().allSatisfy(seen -> {
            MqttConnection connection = (MqttConnection) seen;
            assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
        });
        assertThat(SEEN.stream().map(seen -> ((MqttConnection) seen).clientId()))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldConnectAsADeclaredUser() {
        Samples.run(UserSample.class, 1);
    }

    @Test
    void shouldInjectWhatAProviderMakesAndCloseIt() {
        Samples.run(ProviderSample.class, 1);

        assertThat(SEEN).hasSize(2).allSatisfy(seen -> {
            BrokerNote note = (BrokerNote) seen;
            assertThat(note.brokerRanAtClose()).isTrue();
        });
    }

    @Test
    void shouldInjectProbesThatSeeEverything() {
        Samples.run(ProbeSample.class, 2);

        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void shouldSayWhatDoesNotFit() {
        TestExecutionSummary summary = Samples.execute(WrongSample.class);

        assertThat(summary.getFailures())
                .extracting(failure -> failure.getException().getMessage())
                .anyMatch(message -> message.contains("@AsUser names ghost"))
                .anyMatch(message -> message.contains("which is no MosquittoBroker"))
                .hasSize(2);
    }

    @WithBroker(tls = true)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class ConnectionSample {

        @BeforeAll
        static void beforeAll(MqttConnection connection) {
            SEEN.add(connection);
        }

        @Test
        @Order(1)
        void shouldPublish(MqttConnection first, MqttConnection second, TestBroker broker, DevelopmentCa ca)
                throws Exception {
            SEEN.addAll(List.of(first, second));
            assertThat(SEEN)
                    .allSatisfy(connection ->
                            assertThat(((MqttConnection) connection).state()).isEqualTo(ConnectionState.CONNECTED));
            var witness = TestClient.tls(broker, "localhost", ca, "witness");
            witness.connect();
            Inbox inbox = Inbox.of(witness);
            Inbox.subscribe(witness, TOPIC);

            try (ResilientPublisher publisher =
                    ResilientPublisher.builder(first).build()) {
                publisher.publish(Topic.unchecked(TOPIC), 21.3).acknowledged().join();
            }

            await().atMost(TestClient.SOON).until(() -> inbox.size() == 1);
            witness.disconnect();
        }

        @Test
        @Order(2)
        void shouldHaveItsOwn(MqttConnection third) {
            SEEN.add(third);
            assertThat(((MqttConnection) SEEN.get(0)).state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(((MqttConnection) SEEN.get(1)).state()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    static class UserSample {

        @Test
        @WithBroker(
                users = {"dev1:secret", "dev2:secret"},
                acl = {"dev1 read acme/#", "dev2 write acme/#"})
        void shouldPublishAsTheOneWhoMay(
                TestBroker broker, MqttConnection reader, @AsUser("dev2") MqttConnection writer) {
            var witness =
                    TestClient.connected(broker, "witness", broker.observer().orElseThrow());
            Inbox inbox = Inbox.of(witness);
            Inbox.subscribe(witness, "#");

            try (ResilientPublisher denied = ResilientPublisher.builder(reader).build();
                    ResilientPublisher allowed =
                            ResilientPublisher.builder(writer).build()) {
                denied.publish(Topic.unchecked(TOPIC), 1.0);
                allowed.publish(Topic.unchecked(TOPIC), 2.0).acknowledged().join();
            }

            await().atMost(TestClient.SOON).until(() -> inbox.size() == 1);
            witness.disconnect();
        }
    }

    @WithBroker
    static class ProviderSample {

        @BeforeAll
        static void beforeAll(BrokerNote note) {
            SEEN.add(note);
        }

        @Test
        void shouldKnowItsBroker(BrokerNote note, TestBroker broker) {
            SEEN.add(note);
            assertThat(note.broker()).isSameAs(broker);
        }
    }

    static class ProbeSample {

        @Test
        @WithBroker
        void shouldSeeWhatIsPublished(MqttProbe probe, MqttConnection connection) {
            SEEN.add(probe);
            publish(connection);

            assertThat(probe).received(TOPIC).withValue(21.3).exactlyOnce();
        }

        @Test
        @WithBroker(users = "dev1:secret", acl = "dev1 write acme/#", tls = true)
        void shouldSeeWhatAUserPublishes(MqttProbe probe, MqttConnection connection) {
            SEEN.add(probe);
            publish(connection);

            assertThat(probe).received(TOPIC).withValue(21.3).exactlyOnce();
        }

        private static void publish(MqttConnection connection) {
            try (ResilientPublisher publisher =
                    ResilientPublisher.builder(connection).build()) {
                publisher.publish(Topic.unchecked(TOPIC), 21.3).acknowledged().join();
            }
        }
    }

    static class WrongSample {

        @Test
        @WithBroker(users = "dev1:secret")
        void shouldNotBeCalled(@AsUser("ghost") MqttConnection connection) {
            throw new AssertionError("must not be called with " + connection);
        }

        @Test
        @WithBroker
        void shouldNotBeCalledEither(MosquittoBroker broker) {
            throw new AssertionError("must not be called with " + broker);
        }
    }
}
