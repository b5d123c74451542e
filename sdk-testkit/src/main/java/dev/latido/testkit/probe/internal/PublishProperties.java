package dev.latido.testkit.probe.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The properties of a packet (MQTT 5, section 2.2.2) that a probe has a use for; the others are passed over. */
record PublishProperties(
        List<Map.Entry<String, String>> userProperties,
        @Nullable String contentType,
        @Nullable Integer serverKeepAlive) {

    static PublishProperties read(PacketReader body) throws ProtocolException {
        List<Map.Entry<String, String>> userProperties = new ArrayList<>();
        String contentType = null;
        Integer serverKeepAlive = null;
        int length = body.varint();
        int end = body.position() + length;
        while (body.position() < end) {
            int id = body.varint();
            switch (id) {
                case 0x03 -> contentType = body.text();
                case 0x13 -> serverKeepAlive = body.u16();
                case 0x26 -> userProperties.add(Map.entry(body.text(), body.text()));
                case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A -> body.advance(1);
                case 0x21, 0x22, 0x23 -> body.advance(2);
                case 0x02, 0x11, 0x18, 0x27 -> body.advance(4);
                case 0x08, 0x09, 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> body.advance(body.u16());
                case 0x0B -> body.varint();
                default -> throw new ProtocolException("unknown property " + id);
            }
        }
        return new PublishProperties(List.copyOf(userProperties), contentType, serverKeepAlive);
    }
}
