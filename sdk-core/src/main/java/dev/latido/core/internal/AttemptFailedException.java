package dev.latido.core.internal;

import dev.latido.core.ConnectionFailedException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** An attempt that failed before the broker accepted the connection, in words. */
public class AttemptFailedException extends ConnectionFailedException {

    private static final long serialVersionUID = 1L;

    private final boolean permanent;
    private final String problem;
    private final String advice;

    /**
     * Creates a failure.
     *
     * @param problem what happened
     * @param advice what to do about it; empty if {@code problem} ends with it
     * @param permanent whether only a person can fix it
     */
    public AttemptFailedException(
            URI broker, String problem, String advice, boolean permanent, @Nullable Throwable cause) {
        super(broker, advice.isEmpty() ? problem : problem + "; " + advice, cause);
        this.permanent = permanent;
        this.problem = problem;
        this.advice = advice;
    }

    /** Returns whether a person must fix something, so that a retry does not help. */
    public boolean isPermanent() {
        return permanent;
    }

    public String problem() {
        return problem;
    }

    /** Returns what to do, or an empty string if the problem ends with it. */
    public String advice() {
        return advice;
    }
}
