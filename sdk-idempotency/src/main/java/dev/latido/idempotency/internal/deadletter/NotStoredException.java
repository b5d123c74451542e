package dev.latido.idempotency.internal.deadletter;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/** A dead letter that was not stored. The message says what to do. */
public final class NotStoredException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /** Why a dead letter was not stored. */
    public enum Kind {
        /** The broker would drop it, because no client has subscribed to the topic. */
        NOT_KEPT,
        /** The broker refuses messages of this client on the topic. */
        REFUSED,
        /** The broker accepts no packet that is large enough for a reference. */
        IMPOSSIBLE,
        /** The session ended before the broker answered. */
        SESSION_ENDED
    }

    private final Kind kind;
    private final int size;

    NotStoredException(Kind kind, int size, String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.kind = kind;
        this.size = size;
    }

    /** Returns why the dead letter was not stored. */
    public Kind kind() {
        return kind;
    }

    /** Returns the size of the packet in bytes. */
    public int size() {
        return size;
    }
}
