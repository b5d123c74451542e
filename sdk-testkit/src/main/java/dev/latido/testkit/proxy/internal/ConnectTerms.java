package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import dev.latido.testkit.internal.mqtt.PacketProperties;
import dev.latido.testkit.internal.mqtt.PacketReader;

/**
 * The contents of a CONNECT or a CONNACK that the proxy uses.
 *
 * @param version 4 for MQTT 3.1.1, 5 for MQTT 5
 * @param clientId the requested or assigned id, may be empty
 * @param receiveMaximum the Receive Maximum of the sender of the packet
 */
record ConnectTerms(int version, String clientId, int receiveMaximum) {

    static ConnectTerms ofConnect(byte[] packet) throws MalformedPacketException {
        PacketReader reader = PacketReader.ofBody(packet);
        String protocol = reader.text();
        int version = reader.u8();
        if (!protocol.equals("MQTT") || (version != 4 && version != 5)) {
            throw new MalformedPacketException("CONNECT of a protocol other than MQTT 5 and 3.1.1");
        }
        reader.advance(3);
        PacketProperties properties = version == 5 ? PacketProperties.read(reader) : PacketProperties.NONE;
        return new ConnectTerms(version, reader.text(), properties.receiveMaximum());
    }

    static ConnectTerms ofConnack(byte[] packet, int version) throws MalformedPacketException {
        PacketReader reader = PacketReader.ofBody(packet);
        reader.advance(2);
        PacketProperties properties =
                version == 5 && reader.remaining() > 0 ? PacketProperties.read(reader) : PacketProperties.NONE;
        return new ConnectTerms(version, properties.assignedClientId(), properties.receiveMaximum());
    }
}
