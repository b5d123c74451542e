package dev.latido.testkit.internal.mqtt;

import java.io.IOException;
import java.io.Serial;

/** The bytes are not a packet of MQTT 5 or 3.1.1, or there are more of them than the limit allows. */
public final class MalformedPacketException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean oversized;

    /** With the finding as the message. */
    public MalformedPacketException(String message) {
        this(message, false);
    }

    private MalformedPacketException(String message, boolean oversized) {
        super(message);
        this.oversized = oversized;
    }

    /** Creates the exception for a packet above the limit. */
    public static MalformedPacketException oversized(long size, int limit) {
        return new MalformedPacketException("packet of " + size + " bytes, the limit is " + limit, true);
    }

    public boolean isOversized() {
        return oversized;
    }
}
