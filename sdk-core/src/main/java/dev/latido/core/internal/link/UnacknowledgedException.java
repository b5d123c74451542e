package dev.latido.core.internal.link;

/** A message of {@link ConnectionLink#publishNow} that the broker has not accepted. */
public final class UnacknowledgedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why a message was not accepted. */
    public enum Kind {
        /** The broker has answered with a reason code that is an error. */
        REFUSED,
        /** The packet is larger than the broker allows; it was not sent. */
        TOO_LARGE,
        /** The session ended before the broker answered. */
        SESSION_ENDED
    }

    private final Kind kind;

    /** Creates the failure of a message. */
    public UnacknowledgedException(Kind kind, Throwable cause) {
        super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        this.kind = kind;
    }

    /** Returns why the message was not accepted. */
    public Kind kind() {
        return kind;
    }
}
