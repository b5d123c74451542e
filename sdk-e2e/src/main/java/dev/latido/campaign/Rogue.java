package dev.latido.campaign;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import dev.latido.testkit.TestBroker;

/** A client that connects with the id of another client and a clean start, which ends the session of that client. */
final class Rogue {

    private Rogue() {}

    /** Returns whether it got the session. The owner may take it back at any moment. */
    static boolean takeSession(TestBroker broker, String clientId) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost(broker.host())
                .serverPort(broker.port())
                .buildBlocking();
        try {
            client.connectWith().cleanStart(true).sessionExpiryInterval(0).send();
        } catch (RuntimeException e) {
            return false;
        }
        try {
            client.disconnect();
        } catch (RuntimeException e) {
            // The owner has taken the session back.
            return true;
        }
        return true;
    }
}
