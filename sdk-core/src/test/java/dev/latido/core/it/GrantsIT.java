package dev.latido.core.it;

import static dev.latido.core.it.Fleet.PRESENCE;
import static dev.latido.core.it.Fleet.SOON;
import static dev.latido.core.it.Fleet.TEMPERATURE;
import static dev.latido.core.it.PlainConsumer.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.Acknowledgement;
import dev.latido.core.ConnectionListener;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.Preflight;
import dev.latido.core.PreflightReport;
import dev.latido.core.Publication;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.PublishRequest;
import dev.latido.core.Qos;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.StateChange;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a broker says in its CONNACK that it cannot do is not sent, and fails at once. */
class GrantsIT {

    private static final int SESSION_EXPIRY = 0x11;
    private static final int MAXIMUM_QOS = 0x24;
    private static final int RETAIN_AVAILABLE = 0x25;
    private static final int WILDCARDS = 0x28;
    private static final int SUBSCRIPTION_IDENTIFIERS = 0x29;
    private static final int SHARED = 0x2A;

    private static final Topic STATE =
            Fleet.ACME.state().site("planta-1").area("norte").device("gw-a72f").measure("temp");

    // --- subscriptions ---

    @ParameterizedTest
    @CsvSource({
        "0x2A, $share/billing/acme/v1/evt/a/b/c/temp, shared subscriptions",
        "0x2A, $share/billing/acme/v1/evt/#,          shared subscriptions",
        "0x28, acme/v1/evt/+/+/+/temp,                wildcards",
        "0x28, $share/billing/acme/v1/evt/#,          wildcards"
    })
    void shouldNotRequestASubscriptionThatTheBrokerDoesNotSupport(int property, String filter, String words) {
        try (ScriptedBroker broker = ScriptedBroker.granting(false, property, 0);
                Logged log = Logged.everything(Level.WARN);
                MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect()) {
            ConnectionLink.Subscription place = subscribe(connection, filter);

            assertThat(place.granted())
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("the broker said in its CONNACK that it does not support")
                    .withMessageContaining(words)
                    .withMessageContaining(filter);
            assertThat(subscribe(connection, "acme/v1/evt/a/b/c/temp").granted())
                    .succeedsWithin(SOON);
            broker.cut();
            await().atMost(SOON).until(() -> broker.count(ScriptedBroker.CONNECT) == 2);
            await().atMost(SOON).until(() -> broker.count(ScriptedBroker.SUBSCRIBE) == 2);
            await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);

            assertThat(broker.packets)
                    .filteredOn(packet -> packet.type() == ScriptedBroker.SUBSCRIBE)
                    .noneMatch(packet -> packet.text().contains(filter));
            assertThat(log.messages(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("gw-1: cannot subscribe to [" + filter + "]", words);
        }
    }

    @Test
    void shouldUseNoSubscriptionIdentifiersWhereThereAreNone() {
        try (ScriptedBroker broker = ScriptedBroker.granting(false, SUBSCRIPTION_IDENTIFIERS, 0);
                MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect()) {
            assertThat(subscribe(connection, "acme/v1/evt/#").granted()).succeedsWithin(SOON);

            assertThat(broker.packets)
                    .filteredOn(packet -> packet.type() == ScriptedBroker.SUBSCRIBE)
                    .singleElement()
                    .satisfies(packet -> assertThat(packet.body()[2])
                            .as("length of the properties")
                            .isZero());
        }
    }

    // --- messages ---

    private static void rejects(Publication publication, int code, String words) {
        assertThat(publication.acknowledged())
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                PublishRejectedException.class,
                                rejected -> assertThat(rejected.reasonCode()).isEqualTo(code)));
    }

    @Test
    void shouldNotSendWhatTheBrokerDoesNotAccept() {
        try (ScriptedBroker broker = ScriptedBroker.granting(false, RETAIN_AVAILABLE, 0, MAXIMUM_QOS, 0);
                MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            rejects(publisher.publishState(STATE, 1), 0x9A, "it does not support retained messages");
            rejects(publisher.publish(TEMPERATURE, 1), 0x9B, "it supports QoS 0 at most");
            rejects(
                    publisher.publish(PublishRequest.of(TEMPERATURE, 1).exactlyOnce("a test")),
                    0x9B,
                    "it supports QoS 0 at most");
            assertThat(publisher
                            .publish(PublishRequest.of(TEMPERATURE, 1).atMostOnce())
                            .acknowledged())
                    .succeedsWithin(SOON);

            await().atMost(SOON).until(() -> broker.count(ScriptedBroker.PUBLISH) == 1);
            assertThat(broker.count(ScriptedBroker.CONNECT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x25, retained messages", "0x24, QoS 0 at most"})
    void shouldReportOnceThatPresenceCannotBeAnnounced(int property, String words) {
        try (ScriptedBroker broker = ScriptedBroker.granting(false, property, 0);
                Logged log = Logged.everything(Level.WARN);
                MqttConnection connection =
                        Fleet.client(broker.uri(), "gw-a72f").presence(PRESENCE).connect()) {
            broker.cut();
            await().atMost(SOON).until(() -> broker.count(ScriptedBroker.CONNECT) == 2);
            await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(log.messages(Level.WARN))
                            .filteredOn(line -> line.contains("presence"))
                            .singleElement()
                            .asString()
                            .contains("cannot announce presence on " + PRESENCE, words));
            assertThat(broker.count(ScriptedBroker.PUBLISH)).isZero();
        }
    }

    // --- Mosquitto ---

    @Test
    void shouldNotSendToMosquittoWhatItDoesNotAccept() {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (MosquittoBroker broker = MosquittoBroker.builder()
                        .configuration("max_qos 1", "retain_available false")
                        .start();
                MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            rejects(publisher.publishState(STATE, 1), 0x9A, "it does not support retained messages");
            rejects(
                    publisher.publish(PublishRequest.of(TEMPERATURE, 1).exactlyOnce("a test")),
                    0x9B,
                    "it supports QoS 1 at most");
            assertThat(publisher.publish(TEMPERATURE, 1).acknowledged()).succeedsWithin(SOON);

            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void shouldWarnOnceOfASubscriptionWithQos0(MqttVersion version) {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (MosquittoBroker broker =
                        MosquittoBroker.builder().configuration("max_qos 0").start();
                Logged log = Logged.everything(Level.WARN);
                FaultProxy network = FaultProxy.to(broker).start();
                MqttConnection connection =
                        Fleet.service(network.uri(), "gw-1").version(version).connect()) {
            assertThat(subscribe(connection, "acme/v1/evt/#").granted()).succeedsWithin(SOON);
            network.cutAll();
            await().atMost(SOON).until(() -> network.count(FaultAction.CONNECTED) == 2);
            await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(log.messages(Level.WARN))
                            .filteredOn(line -> line.contains("with QoS 0 only"))
                            .singleElement()
                            .asString()
                            .contains("gw-1: the broker grants [acme/v1/evt/#]"));
        }
    }

    /** Mosquitto refuses the connection because of its will. The connection works without. */
    @ParameterizedTest
    @CsvSource({"retain_available false, retain not supported", "max_qos 0, qos not supported"})
    void shouldSayWhichSettingOfTheWillMosquittoRefuses(String setting, String words) {
        BrokerKind.MOSQUITTO.assumeAvailable();
        Queue<Topic> refused = new ConcurrentLinkedQueue<>();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void stateChanged(StateChange change) {}

            @Override
            public void presenceRefused(Topic topic, Throwable cause) {
                refused.add(topic);
            }
        };
        try (MosquittoBroker broker =
                        MosquittoBroker.builder().configuration(setting).start();
                Logged log = Logged.by(MqttConnection.class, Level.WARN);
                MqttConnection connection = Fleet.client(broker.uri(), "gw-a72f")
                        .presence(PRESENCE)
                        .listener(listener)
                        .connect()) {
            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
            await().atMost(SOON).untilAsserted(() -> assertThat(refused).isNotEmpty());
            assertThat(log.messages(Level.WARN))
                    .filteredOn(line -> line.contains("no Last Will"))
                    .singleElement()
                    .asString()
                    .contains(words, "withoutPresence");
        }
    }

    // --- sessions ---

    /** Seven days are asked for. */
    @Test
    void shouldWarnOnceOfASessionThatIsKeptForLessThanAskedFor() {
        try (ScriptedBroker broker = ScriptedBroker.granting(false, SESSION_EXPIRY, 0, 0, 0, 60);
                Logged log = Logged.everything(Level.WARN);
                MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect()) {
            broker.cut();
            await().atMost(SOON).until(() -> broker.count(ScriptedBroker.CONNECT) == 2);
            await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);

            assertThat(log.messages(Level.WARN))
                    .filteredOn(line -> line.contains("keeps the session"))
                    .singleElement()
                    .asString()
                    .contains("for 60 s after", "not for the 604800 s that were requested");
        }
    }

    @Test
    void shouldNotWarnOfASessionThatIsKeptAsLongAsAskedFor() {
        try (ScriptedBroker same = ScriptedBroker.granting(false, SESSION_EXPIRY, 0, 0, 14, 16);
                ScriptedBroker silent = ScriptedBroker.granting(false);
                Logged log = Logged.everything(Level.WARN)) {
            for (ScriptedBroker broker : List.of(same, silent)) {
                Fleet.service(broker.uri(), "gw-1")
                        .sessionExpiry(Duration.ofHours(1))
                        .connect()
                        .close();
            }
            assertThat(log.messages(Level.WARN)).isEmpty();
        }
    }

    /** As ActiveMQ Classic does with MQTT 3.1.1. */
    @Test
    void shouldWarnOnceOfANewSessionThatDeliversMessagesOfAnEarlierOne() {
        try (ScriptedBroker broker =
                        ScriptedBroker.granting(false).sending(ScriptedBroker.publish(STATE.toString(), "1"));
                Logged log = Logged.everything(Level.WARN);
                MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            await().atMost(SOON).until(() -> !log.messages(Level.WARN).isEmpty());
            broker.cut();
            await().atMost(SOON).until(() -> broker.count(ScriptedBroker.CONNECT) == 2);
            await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);

            assertThat(publisher
                            .publish(PublishRequest.of(TEMPERATURE, 1).exactlyOnce("a test"))
                            .acknowledged())
                    .succeedsWithin(SOON)
                    .returns(Qos.AT_LEAST_ONCE, Acknowledgement::qos);
            assertThat(log.messages(Level.WARN))
                    .filteredOn(line ->
                            line.contains("has no session of gw-1, but it delivers a message of one on " + STATE))
                    .hasSize(1);
        }
    }

    @Test
    void shouldBeLeftInPeaceByANewSessionThatDeliversWhatIsSubscribed() {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                Logged log = Logged.everything(Level.WARN);
                MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            assertThat(publisher.publishState(STATE, 1).acknowledged()).succeedsWithin(SOON);

            assertThat(subscribe(connection, "acme/#").granted()).succeedsWithin(SOON);
            assertThat(publisher.publishState(STATE, 2).acknowledged()).succeedsWithin(SOON);

            assertThat(log.messages(Level.WARN)).noneMatch(line -> line.contains("has no session"));
        }
    }

    // --- preflight ---

    @Test
    void shouldRateSessionsInAPreflight() {
        try (ScriptedBroker broker = ScriptedBroker.granting(false, SESSION_EXPIRY, 0, 0, 0, 60)
                .sending(ScriptedBroker.publish(STATE.toString(), "1"))) {
            PreflightReport report = Preflight.of(Fleet.service(broker.uri(), "gw-1"))
                    .publishing(TEMPERATURE)
                    .run();

            assertThat(report.lines())
                    .filteredOn(line -> line.outcome() == PreflightReport.Outcome.PROBLEM)
                    .extracting(PreflightReport.Line::finding)
                    .satisfiesExactly(
                            expiry -> assertThat(expiry).contains("keeps the session for 60 s, not for the 604800 s"),
                            contradiction -> assertThat(contradiction)
                                    .isEqualTo(
                                            "said to be new, but a message of an earlier session arrived on " + STATE));
        }
    }

    @Test
    void shouldBeFoundByAPreflight() {
        try (ScriptedBroker broker =
                ScriptedBroker.granting(false, WILDCARDS, 0, SHARED, 0, RETAIN_AVAILABLE, 0, MAXIMUM_QOS, 0)) {
            PreflightReport report = Preflight.of(
                            Fleet.client(broker.uri(), "gw-a72f").presence(PRESENCE))
                    .publishing(TEMPERATURE)
                    .subscribing(Fleet.TEMPERATURES, Fleet.TEMPERATURES.shared("billing"))
                    .run();

            List<PreflightReport.Line> problems = report.lines().stream()
                    .filter(line -> line.outcome() == PreflightReport.Outcome.PROBLEM)
                    .toList();
            assertThat(problems)
                    .extracting(PreflightReport.Line::check)
                    .containsExactly(
                            "presence " + PRESENCE,
                            "subscribe " + Fleet.TEMPERATURES,
                            "subscribe $share/billing/" + Fleet.TEMPERATURES,
                            "publish " + TEMPERATURE);
            assertThat(problems)
                    .allSatisfy(line -> assertThat(line.finding()).contains("the broker said in its CONNACK"))
                    .allSatisfy(line -> assertThat(line.advice()).isNotBlank());
            assertThat(broker.count(ScriptedBroker.SUBSCRIBE)).isZero();
            assertThat(broker.count(ScriptedBroker.PUBLISH)).isZero();
        }
    }
}
