package dev.latido.testkit.proxy.internal;

/**
 * What a CONNECT or a CONNACK says about the connection.
 *
 * @param version 4 for MQTT 3.1.1, 5 for MQTT 5
 * @param clientId asked for or assigned, may be empty
 * @param receiveMaximum what the sender of the packet can take at once
 */
record ConnectTerms(int version, String clientId, int receiveMaximum) {

    static ConnectTerms ofConnect(byte[] packet) throws MalformedPacketException {
        PacketCursor cursor = FrameDecoder.body(packet);
        String protocol = cursor.text();
        int version = cursor.u8();
        if (!protocol.equals("MQTT") || (version != 4 && version != 5)) {
            throw new MalformedPacketException("CONNECT of a protocol other than MQTT 5 and 3.1.1");
        }
        cursor.advance(3);
        Mqtt5Properties properties = version == 5 ? Mqtt5Properties.read(cursor) : Mqtt5Properties.NONE;
        return new ConnectTerms(version, cursor.text(), properties.receiveMaximum());
    }

    static ConnectTerms ofConnack(byte[] packet, int version) throws MalformedPacketException {
        PacketCursor cursor = FrameDecoder.body(packet);
        cursor.advance(2);
        Mqtt5Properties properties = version == 5 && cursor.remaining() > 0 ? Mqtt5Properties.read(cursor) : Mqtt5Properties.NONE;
        return new ConnectTerms(version, properties.assignedClientId(), properties.receiveMaximum());
    }
}
