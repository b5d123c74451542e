package dev.latido.core;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/**
 * A payload cannot be written or read. Neither the exception's message nor its causes show the payload: of each cause, the
 * type and the stack trace are kept, and the message is left out.
 */
public class PayloadException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure of a payload.
     *
     * @param problem what is wrong with it, and what to do
     * @param cause the codec library's own exception, or {@code null}; {@link #getCause()} stands for it, without the
     *     messages of the whole chain
     */
    public PayloadException(String problem, @Nullable Throwable cause) {
        super(problem, cause == null ? null : Silenced.of(cause, 0));
    }

    /** An exception without its message, which may show the payload. */
    private static final class Silenced extends LatidoException {

        private static final long serialVersionUID = 1L;

        /** The maximum length of a chain of causes; chains can be circular. */
        private static final int DEEPEST = 16;

        private Silenced(String type, @Nullable Throwable cause) {
            super(type + " (without its message, which can show the payload)", cause);
        }

        static Throwable of(Throwable failure, int depth) {
            if (failure instanceof Silenced || failure instanceof PayloadException) {
                return failure;
            }
            Throwable cause = failure.getCause();
            Silenced silenced = new Silenced(
                    failure.getClass().getName(), cause == null || depth == DEEPEST ? null : of(cause, depth + 1));
            silenced.setStackTrace(failure.getStackTrace());
            return silenced;
        }

        /** The message begins with the name of the type that it stands for; this class would say nothing. */
        @Override
        @SuppressWarnings("OverrideThrowableToString")
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
