package dev.latido.testkit;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Bare HiveMQ clients: the kit is tested with a client that is not Latido's. */
final class TestClient {

    static final Duration SOON = Duration.ofSeconds(20);

    private TestClient() {}

    static Mqtt5BlockingClient plain(TestBroker broker, String clientId) {
        return client(broker.host(), broker.port(), clientId).buildBlocking();
    }

    /** With a user's name and password, connected. */
    static Mqtt5BlockingClient connected(TestBroker broker, String clientId, BrokerUser user) {
        Mqtt5BlockingClient client = client(broker.host(), broker.port(), clientId)
                .simpleAuth()
                .username(user.name())
                .password(user.password().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        return client;
    }

    /** Publishes one message with QoS 1 as a user. */
    static void publish(TestBroker broker, BrokerUser user, String topic, String payload) {
        Mqtt5BlockingClient client = connected(broker, "writer-" + UUID.randomUUID(), user);
        Inbox.publish(client, topic, payload);
        client.disconnect();
    }

    static Mqtt5BlockingClient tls(TestBroker broker, String host, DevelopmentCa trusted, String clientId)
            throws Exception {
        return client(host, broker.tlsPort(), clientId)
                .sslConfig()
                .trustManagerFactory(trust(trusted))
                .applySslConfig()
                .buildBlocking();
    }

    static Mqtt5BlockingClient mutualTls(
            TestBroker broker, DevelopmentCa trusted, IssuedCertificate own, String clientId) throws Exception {
        char[] password = "secret".toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.keyStore(password), password);
        return client("localhost", broker.tlsPort(), clientId)
                .sslConfig()
                .trustManagerFactory(trust(trusted))
                .keyManagerFactory(keys)
                .applySslConfig()
                .buildBlocking();
    }

    private static TrustManagerFactory trust(DevelopmentCa trusted) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trustStore = trusted.trustStore();
        trust.init(trustStore);
        return trust;
    }

    /** Session expiry an hour, clean start off. */
    static Mqtt5BlockingClient persistentSession(TestBroker broker, String clientId) {
        Mqtt5BlockingClient client = plain(broker, clientId);
        client.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
        return client;
    }

    private static Mqtt5ClientBuilder client(String host, int port, String clientId) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost(host)
                .serverPort(port);
    }
}
