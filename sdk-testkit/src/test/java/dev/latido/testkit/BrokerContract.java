package dev.latido.testkit;

import static dev.latido.testkit.Inbox.publish;
import static dev.latido.testkit.Inbox.subscribe;
import static dev.latido.testkit.Inbox.trySubscribe;
import static dev.latido.testkit.TestClient.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.testkit.proxy.FaultProxy;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What every kind of broker does with the same declaration. Subclasses carry it, with their kind. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class BrokerContract {

    static final String DEVICE_USER = "dev1:se:cret";
    static final String BACKEND_USER = "backend:secret";
    static final String UNRULED_USER = "unruled:secret";
    static final String DEVICE_WRITES = "dev1 write acme/v1/evt/#";
    static final String DEVICE_READS = "dev1 read acme/v1/cmd/dev1/#";
    static final String BACKEND_RULE = "backend readwrite acme/v1/#";
    static final int RECEIVE_MAXIMUM = 30;
    static final int QUEUE_SIZE = 50;

    private static final BrokerUser DEVICE = BrokerUser.parse(DEVICE_USER);
    private static final BrokerUser BACKEND = BrokerUser.parse(BACKEND_USER);
    private static final BrokerUser UNRULED = BrokerUser.parse(UNRULED_USER);

    private static final String EVENT = "acme/v1/evt/planta-1/norte/dev1/temp";
    private static final String COMMAND = "acme/v1/cmd/dev1/reset";
    private static final String ELSEWHERE = "acme/v1/cmd/dev2/reset";

    @Test
    void shouldDeliverAQos1Message(TestBroker broker) {
        Mqtt5BlockingClient device = connected(broker, "device", DEVICE);
        Mqtt5BlockingClient backend = connected(broker, "backend", BACKEND);
        Inbox inbox = Inbox.of(backend);
        subscribe(backend, EVENT);

        publish(device, EVENT, "21.3");

        inbox.awaitExactly("21.3");
        device.disconnect();
        backend.disconnect();
    }

    @Test
    void shouldQueueWhileAwayUpToTheQueueSize(TestBroker broker) {
        Mqtt5BlockingClient backend = connected(broker, "away", BACKEND);
        subscribe(backend, EVENT);
        backend.disconnect();
        backend.connectWith().cleanStart(true).sessionExpiryInterval(3600).send();
        subscribe(backend, EVENT);
        backend.disconnect();
        Mqtt5BlockingClient device = connected(broker, "producer", DEVICE);

        String[] queued =
                IntStream.range(0, QUEUE_SIZE).mapToObj(Integer::toString).toArray(String[]::new);
        for (String payload : queued) {
            publish(device, EVENT, payload);
        }
        publish(device, EVENT, "one too many");
        Inbox inbox = Inbox.of(backend);
        backend.connectWith().cleanStart(false).sessionExpiryInterval(0).send();

        inbox.awaitExactly(queued);
        device.disconnect();
        backend.disconnect();
    }

    @Test
    void shouldPublishTheWillOnAnUncleanEnd(TestBroker broker) {
        Mqtt5BlockingClient backend = connected(broker, "mourner", BACKEND);
        Inbox inbox = Inbox.of(backend);
        subscribe(backend, EVENT);

        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start()) {
            Mqtt5BlockingClient doomed = connected(ExternalBroker.at(proxy.uri()), "doomed", DEVICE);
            doomed.disconnect();
            connectWithWill(doomed, EVENT);
            proxy.resetAll();

            inbox.awaitExactly("offline");
        }
        backend.disconnect();
    }

    @Test
    void shouldRefuseWhoIsNotDeclared(TestBroker broker) {
        for (BrokerUser stranger :
                new BrokerUser[] {new BrokerUser("dev1", "wrong"), new BrokerUser("nobody", "secret")}) {
            assertThatExceptionOfType(Mqtt5ConnAckException.class)
                    .isThrownBy(() -> connected(broker, "stranger", stranger))
                    .satisfies(BrokerContract::saysWhy);
        }

        assertThatExceptionOfType(Mqtt5ConnAckException.class)
                .isThrownBy(() -> TestClient.plain(broker, "anonymous").connect())
                .satisfies(BrokerContract::saysWhy);
    }

    @Test
    void shouldNotDeliverWhatAUserMayNotWrite(TestBroker broker) {
        Mqtt5BlockingClient backend = connected(broker, "guard", BACKEND);
        Inbox inbox = Inbox.of(backend);
        subscribe(backend, "acme/v1/#");
        Mqtt5BlockingClient device = connected(broker, "intruder", DEVICE);

        publishDenied(device, ELSEWHERE);
        publish(backend, EVENT, "allowed");

        inbox.awaitExactly("allowed");
        leave(device);
        backend.disconnect();
    }

    @Test
    void shouldNotDeliverWhatAUserMayNotRead(TestBroker broker) {
        Mqtt5BlockingClient device = connected(broker, "eavesdropper", DEVICE);
        Inbox inbox = Inbox.of(device);
        trySubscribe(device, ELSEWHERE);
        subscribe(device, COMMAND);
        Mqtt5BlockingClient backend = connected(broker, "commander", BACKEND);

        publish(backend, ELSEWHERE, "denied");
        publish(backend, COMMAND, "allowed");

        inbox.awaitExactly("allowed");
        device.disconnect();
        backend.disconnect();
    }

    @Test
    void shouldDenyEverythingToAUserWithoutARule(TestBroker broker) {
        Mqtt5BlockingClient unruled = connected(broker, "unruled", UNRULED);
        Inbox inbox = Inbox.of(unruled);
        trySubscribe(unruled, EVENT);

        Mqtt5BlockingClient backend = connected(broker, "ruled", BACKEND);
        Inbox witness = Inbox.of(backend);
        subscribe(backend, EVENT);
        publishDenied(unruled, EVENT);
        publish(backend, EVENT, "allowed");

        witness.awaitExactly("allowed");
        assertThat(inbox.size()).isZero();
        leave(unruled);
        backend.disconnect();
    }

    @Test
    void shouldNotDeliverAWillThatAUserMayNotWrite(TestBroker broker) {
        Mqtt5BlockingClient backend = connected(broker, "heir", BACKEND);
        Inbox inbox = Inbox.of(backend);
        subscribe(backend, "acme/v1/#");

        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start()) {
            Mqtt5BlockingClient device = connected(ExternalBroker.at(proxy.uri()), "schemer", DEVICE);
            device.disconnect();
            tryConnectWithWill(device, ELSEWHERE);
            proxy.resetAll();
            Mqtt5BlockingClient next = connected(broker, "schemer", DEVICE);
            publish(next, EVENT, "allowed");
            next.disconnect();
        }

        inbox.awaitExactly("allowed");
        backend.disconnect();
    }

    @Test
    void shouldLetTheObserverSeeEverything(TestBroker broker) {
        BrokerUser observer = broker.observer().orElseThrow();
        Mqtt5BlockingClient client = connected(broker, "observer", observer);
        Inbox inbox = Inbox.of(client);
        subscribe(client, "#");

        publish(client, "anywhere/else", "seen");

        inbox.awaitExactly("seen");
        client.disconnect();
    }

    @Test
    void shouldTellItsReceiveMaximum(TestBroker broker) {
        Mqtt5BlockingClient backend = connected(broker, "asking", BACKEND);
        backend.disconnect();

        int receiveMaximum = backend.connect().getRestrictions().getReceiveMaximum();

        assertThat(receiveMaximum).isEqualTo(RECEIVE_MAXIMUM);
        backend.disconnect();
    }

    @Test
    void shouldSpeakTls(TestBroker broker, DevelopmentCa ca) throws Exception {
        Mqtt5BlockingClient client = TestClient.tls(broker, "localhost", ca, "encrypted");

        assertThatExceptionOfType(Mqtt5ConnAckException.class)
                .isThrownBy(client::connect)
                .satisfies(BrokerContract::saysWhy);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void shouldKeepItsPortsWhenRestarted(TestBroker broker) {
        int port = broker.port();
        int tlsPort = broker.tlsPort();

        broker.stop();
        boolean runningWhileStopped = broker.isRunning();
        broker.start();

        assertThat(runningWhileStopped).isFalse();
        assertThat(broker.isRunning()).isTrue();
        assertThat(broker.port()).isEqualTo(port);
        assertThat(broker.tlsPort()).isEqualTo(tlsPort);
        connected(broker, "after-restart", BACKEND).disconnect();
    }

    private static void connectWithWill(Mqtt5BlockingClient client, String topic) {
        client.connectWith()
                .willPublish(Inbox.message(topic, "offline").asWill())
                .send();
    }

    /** Both outcomes are a refusal: HiveMQ closes the connection right behind its PUBACK 135, and may overtake it. */
    private static void publishDenied(Mqtt5BlockingClient client, String topic) {
        assertThatThrownBy(() -> publish(client, topic, "denied"))
                .isInstanceOfAny(Mqtt5PubAckException.class, MqttSessionExpiredException.class);
    }

    /** The broker may have closed the connection already. */
    private static void leave(Mqtt5BlockingClient client) {
        client.toAsync().disconnect().exceptionally(alreadyClosed -> null).join();
    }

    /** Where brokers differ: some accept a will that they will never publish. */
    private static void tryConnectWithWill(Mqtt5BlockingClient client, String topic) {
        try {
            connectWithWill(client, topic);
        } catch (Mqtt5ConnAckException e) {
            assertThat(e.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
        }
    }

    /** Brokers differ in which of the two they say. */
    private static void saysWhy(Mqtt5ConnAckException refusal) {
        assertThat(refusal.getMqttMessage().getReasonCode())
                .isIn(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
    }
}
