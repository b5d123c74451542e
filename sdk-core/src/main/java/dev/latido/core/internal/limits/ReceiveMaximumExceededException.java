package dev.latido.core.internal.limits;

/** The client ended the session because the broker exceeded its receive maximum. */
public final class ReceiveMaximumExceededException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public ReceiveMaximumExceededException(Throwable cause) {
        super("the broker sent more unacknowledged messages than this client's receive maximum", cause);
    }
}
