package dev.latido.core;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The broker answered CONNECT with a permanent reason (MQTT 5, section 3.2.2.2), or ended the session with one (section
 * 3.14.2.1).
 */
public final class ConnectionRefusedException extends ConnectionFailedException {

    private static final long serialVersionUID = 1L;

    private final int reasonCode;

    /**
     * Creates the failure of a refused connection.
     *
     * @param broker the broker that refused
     * @param reasonCode the reason code of its CONNACK or DISCONNECT
     * @param problem the reason in words, and what to do
     * @param cause the MQTT client's own exception, or {@code null}
     */
    public ConnectionRefusedException(URI broker, int reasonCode, String problem, @Nullable Throwable cause) {
        super(broker, problem, cause);
        this.reasonCode = reasonCode;
    }

    /**
     * Returns the reason code of the CONNACK or DISCONNECT (MQTT 5, sections 3.2.2.2 and 3.14.2.1).
     *
     * @return the code, such as 134 for a bad user name or password
     */
    public int reasonCode() {
        return reasonCode;
    }
}
