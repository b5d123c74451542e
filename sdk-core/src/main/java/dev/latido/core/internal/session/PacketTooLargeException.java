package dev.latido.core.internal.session;

/** A packet that was not sent, because with its headers it is larger than the broker allows. */
public final class PacketTooLargeException extends Exception {

    private static final long serialVersionUID = 1L;

    PacketTooLargeException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
