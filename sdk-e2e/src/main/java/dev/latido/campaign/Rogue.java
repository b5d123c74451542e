package dev.latido.campaign;

import dev.latido.testkit.TestBroker;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;

/** A client that takes another's id with a clean start, which ends that one's session. */
final class Rogue {

    private Rogue() {}

    /** Says whether it has had the session; the owner may take it back at any moment. */
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
            // The owner has it back already.
            return true;
        }
        return true;
    }
}
