package dev.latido.testkit.probe.internal;

import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import dev.latido.testkit.internal.mqtt.PacketProperties;
import dev.latido.testkit.internal.mqtt.PacketReader;

/** A PUBLISH packet from the broker (MQTT 5, section 3.3). */
record PublishPacket(
        String topic,
        int qos,
        boolean retained,
        boolean dup,
        int packetId,
        PacketProperties properties,
        byte[] payload) {

    static PublishPacket read(int flags, PacketReader body) throws MalformedPacketException {
        int qos = (flags >> 1) & 3;
        if (qos == 3) {
            throw new MalformedPacketException("PUBLISH with QoS 3");
        }
        String topic = body.text();
        int packetId = qos == 0 ? 0 : body.u16();
        PacketProperties properties = PacketProperties.read(body);
        return new PublishPacket(topic, qos, (flags & 1) != 0, (flags & 8) != 0, packetId, properties, body.rest());
    }
}
