package dev.latido.testkit.probe.internal;

import java.io.IOException;
import java.io.Serial;

/** The broker does not speak MQTT 5 as the probe understands it. */
final class ProtocolException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
