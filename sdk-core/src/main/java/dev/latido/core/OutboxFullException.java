package dev.latido.core;

/** The outbox has no room for a message: the broker has been away for long, or the application publishes too much. */
public final class OutboxFullException extends NotStoredException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure of a message that did not fit.
     *
     * @param message the message
     * @param problem which bound was reached, and what to do
     */
    public OutboxFullException(OutboxMessage message, String problem) {
        super(message, problem, null);
    }
}
