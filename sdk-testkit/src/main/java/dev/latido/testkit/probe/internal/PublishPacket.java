package dev.latido.testkit.probe.internal;

/** A PUBLISH packet from the broker (MQTT 5, section 3.3). */
record PublishPacket(
        String topic, int qos, boolean retained, boolean dup, int packetId, PublishProperties properties, byte[] payload) {

    static PublishPacket read(int flags, PacketReader body) throws ProtocolException {
        int qos = (flags >> 1) & 3;
        if (qos == 3) {
            throw new ProtocolException("PUBLISH with QoS 3");
        }
        String topic = body.text();
        int packetId = qos == 0 ? 0 : body.u16();
        PublishProperties properties = PublishProperties.read(body);
        return new PublishPacket(topic, qos, (flags & 1) != 0, (flags & 8) != 0, packetId, properties, body.rest());
    }
}
