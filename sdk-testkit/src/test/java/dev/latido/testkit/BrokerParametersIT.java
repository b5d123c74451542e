package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.testkit.probe.MqttProbe;
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
    void shouldInjectANewProbeForEachParameterAndKeepThatOfTheClass() {
        Samples.run(OrderedProbeSample.class, 2);

        assertThat(SEEN).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void shouldSayWhatDoesNotFit() {
        TestExecutionSummary summary = Samples.execute(WrongSample.class);

        assertThat(summary.getFailures())
                .extracting(failure -> failure.getException().getMessage())
                .anyMatch(message -> message.contains("which is no MosquittoBroker"))
                .hasSize(1);
    }

    @WithBroker
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class OrderedProbeSample {

        @BeforeAll
        static void beforeAll(MqttProbe probe) {
            SEEN.add(probe);
        }

        @Test
        @Order(1)
        void shouldSeeTheSameAsTheProbeOfTheClass(MqttProbe first, MqttProbe second, TestBroker broker) {
            SEEN.addAll(List.of(first, second));
            publish(broker);

            assertThat(SEEN)
                    .allSatisfy(probe -> assertThat((MqttProbe) probe)
                            .received(TOPIC)
                            .withPayload("21.3")
                            .exactlyOnce());
        }

        @Test
        @Order(2)
        void shouldGoOnWithTheProbeOfTheClassAlone(MqttProbe third, TestBroker broker) {
            MqttProbe ofTheClass = (MqttProbe) SEEN.get(0);
            publish(broker);

            assertThat(third).received(TOPIC).exactlyOnce();
            assertThat(ofTheClass).received(TOPIC).times(2);
        }
    }

    private static void publish(TestBroker broker) {
        var client = TestClient.plain(broker, "writer");
        client.connect();
        Inbox.publish(client, TOPIC, "21.3");
        client.disconnect();
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
        void shouldSeeWhatIsPublished(MqttProbe probe, TestBroker broker) {
            SEEN.add(probe);
            publish(broker);

            assertThat(probe).received(TOPIC).withPayload("21.3").exactlyOnce();
        }

        @Test
        @WithBroker(users = "dev1:secret", acl = "dev1 write acme/#", tls = true)
        void shouldSeeWhatAUserPublishes(MqttProbe probe, TestBroker broker) {
            SEEN.add(probe);
            TestClient.publish(broker, new BrokerUser("dev1", "secret"), TOPIC, "21.3");

            assertThat(probe).received(TOPIC).withPayload("21.3").exactlyOnce();
        }
    }

    static class WrongSample {

        @Test
        @WithBroker
        void shouldNotBeCalledEither(MosquittoBroker broker) {
            throw new AssertionError("must not be called with " + broker);
        }
    }
}
