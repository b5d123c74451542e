package dev.latido.testkit.proxy.internal;

import java.io.IOException;

/** Bytes that are not a packet of MQTT 5 or 3.1.1; with {@link #isOversized()} just too many of them. */
final class MalformedPacketException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean oversized;

    MalformedPacketException(String message) {
        this(message, false);
    }

    private MalformedPacketException(String message, boolean oversized) {
        super(message);
        this.oversized = oversized;
    }

    static MalformedPacketException oversized(long size, int limit) {
        return new MalformedPacketException("packet of " + size + " bytes, the limit is " + limit, true);
    }

    boolean isOversized() {
        return oversized;
    }
}
