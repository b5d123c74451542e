package dev.latido.testkit.proxy.internal;

/**
 * The properties of MQTT 5 that the proxy cares about; the others are only skipped.
 *
 * @param topicAlias 0 for none
 * @param receiveMaximum 65535 when absent
 * @param assignedClientId empty when absent
 */
record Mqtt5Properties(int topicAlias, int receiveMaximum, String assignedClientId) {

    static final int NO_RECEIVE_MAXIMUM = 65_535;
    static final Mqtt5Properties NONE = new Mqtt5Properties(0, NO_RECEIVE_MAXIMUM, "");

    static Mqtt5Properties read(PacketCursor cursor) throws MalformedPacketException {
        int length = cursor.varint();
        if (length == 0) {
            return NONE;
        }
        if (length > cursor.remaining()) {
            throw new MalformedPacketException("properties longer than the packet");
        }
        int end = cursor.position() + length;
        int topicAlias = 0;
        int receiveMaximum = NO_RECEIVE_MAXIMUM;
        String assignedClientId = "";
        while (cursor.position() < end) {
            int id = cursor.varint();
            switch (id) {
                case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A -> cursor.advance(1);
                case 0x02, 0x11, 0x18, 0x27 -> cursor.advance(4);
                case 0x13, 0x22 -> cursor.advance(2);
                case 0x21 -> receiveMaximum = positive(cursor.u16(), "receive maximum");
                case 0x23 -> topicAlias = positive(cursor.u16(), "topic alias");
                case 0x0B -> cursor.varint();
                case 0x12 -> assignedClientId = cursor.text();
                case 0x03, 0x08, 0x09, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> cursor.skipBinary();
                case 0x26 -> {
                    cursor.skipBinary();
                    cursor.skipBinary();
                }
                default -> throw new MalformedPacketException("unknown property 0x" + Integer.toHexString(id));
            }
        }
        if (cursor.position() != end) {
            throw new MalformedPacketException("properties end inside a property");
        }
        return new Mqtt5Properties(topicAlias, receiveMaximum, assignedClientId);
    }

    private static int positive(int value, String name) throws MalformedPacketException {
        if (value == 0) {
            throw new MalformedPacketException(name + " of 0");
        }
        return value;
    }
}
