package dev.latido.core.internal.limits;

/**
 * The broker sent a packet that the protocol, or a limit of the CONNECT, does not allow, and the client ended the
 * connection, as it must (MQTT 5, section 4.13). The cause is the DISCONNECT that the client sent.
 */
public final class BrokerViolationException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public BrokerViolationException(String words, Throwable cause) {
        super(
                "the broker sent a packet that the protocol or a limit that it was given does not allow, so the"
                        + " connection was ended: " + words,
                cause);
    }
}
