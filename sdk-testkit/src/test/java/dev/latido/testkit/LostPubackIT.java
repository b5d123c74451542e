package dev.latido.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import org.junit.jupiter.api.Test;

@WithBroker
class LostPubackIT {

    @Test
    void shouldDeliverTheReadingTwiceWhenItsPubackIsLost(TestBroker broker, MqttProbe probe) {
        try (FaultProxy network = FaultProxy.to(broker).start()) {
            network.when(Packets.of(PacketType.PUBACK).toClient().nth(1)).dropAndCut();
            Mqtt5BlockingClient device = MqttClient.builder()
                    .useMqttVersion5()
                    .identifier("gw-1")
                    .serverHost(network.host())
                    .serverPort(network.port())
                    .automaticReconnectWithDefaultConfig()
                    .buildBlocking();
            device.connectWith().cleanStart(false).sessionExpiryInterval(60).send();

            device.publishWith()
                    .topic("acme/v1/evt/planta-1/norte/gw-1/temp")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("21.3".getBytes(UTF_8))
                    .send();
            device.disconnect();

            assertThat(probe)
                    .received("acme/v1/evt/planta-1/norte/gw-1/temp")
                    .withPayload("21.3")
                    .times(2);
        }
    }
}
