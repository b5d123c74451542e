package dev.latido.core;

/** The outbox holds as much as it may: the broker has been away for long, or the application offers too much. */
public final class OutboxFullException extends OutboxException {

    private static final long serialVersionUID = 1L;

    /**
     * A message that did not fit.
     *
     * @param problem which bound was reached, and what to do
     */
    public OutboxFullException(String problem) {
        super(problem, null);
    }
}
