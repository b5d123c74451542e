package dev.latido.testkit.probe.internal;

import java.io.IOException;
import java.io.Serial;

/** The broker refused a request or violated MQTT 5. */
final class ProtocolException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
