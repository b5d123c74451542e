package dev.latido.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.topics.Topic;
import org.junit.jupiter.api.Test;

@WithBroker
class CutConnectionIT {

    @Test
    void shouldDeliverTheReadingOnceWhenTheConnectionIsCut(TestBroker broker, MqttProbe probe) {
        Topic topic = Topic.of("acme/v1/evt/planta-1/norte/gw-1/temp");
        try (FaultProxy network = FaultProxy.to(broker).start();
                MqttConnection device = MqttConnection.builder()
                        .broker(network.uri())
                        .clientId("gw-1")
                        .withoutPresence("a test")
                        .connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(device).build()) {
            network.when(Packets.of(PacketType.PUBLISH).toBroker().nth(1)).dropAndCut();

            publisher.publish(topic, 21.3);

            assertThat(probe).received(topic).withValue(21.3).exactlyOnce();
        }
    }
}
