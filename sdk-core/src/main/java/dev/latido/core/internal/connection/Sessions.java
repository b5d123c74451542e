package dev.latido.core.internal.connection;

import dev.latido.core.BrokerGrants;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.Qos2Guard;
import org.jspecify.annotations.Nullable;

/**
 * The attempt in progress, the open session and the one before it. Not thread-safe: {@link SessionKeeper} guards it with
 * its lock; only {@link #open()} may be called without.
 */
final class Sessions {

    private volatile @Nullable OpenSession open;

    /** The attempt in progress, or the open session. */
    private @Nullable BrokerSession current;

    /** The last session that has ended. Its messages may still be on their way to the consumers. */
    private @Nullable BrokerSession previous;

    private @Nullable Qos2Guard qos2Guard;

    /** Returns the session that the broker has accepted, or null. */
    @Nullable
    OpenSession open() {
        return open;
    }

    /** Takes a session as the attempt in progress. */
    void begin(BrokerSession session) {
        current = session;
    }

    boolean isCurrent(BrokerSession session) {
        return session.equals(current);
    }

    /** Takes note that the broker has accepted the attempt in progress. */
    void opened(BrokerSession session, BrokerGrants granted) {
        releasePrevious();
        session.qos2Guard().follows(qos2Guard, granted.sessionPresent());
        qos2Guard = session.qos2Guard();
        open = OpenSession.now(session, granted);
    }

    /** Forgets the current session; returns whether it was open. */
    boolean forget() {
        OpenSession ended = open;
        current = null;
        open = null;
        if (ended == null) {
            return false;
        }
        releasePrevious();
        previous = ended.session();
        return true;
    }

    /** Aborts the attempt in progress, if there is one. */
    void abortAttempt() {
        if (current != null && open == null) {
            current.abort();
        }
    }

    /** Forgets all sessions, and releases what they keep. */
    void close() {
        releasePrevious();
        if (current != null) {
            current.release();
        }
        current = null;
        open = null;
    }

    /** Ends a session that the broker has accepted and that is not used. */
    static void turnDown(BrokerSession session) {
        session.disconnect().exceptionally(alreadyGone -> null);
        session.release();
    }

    private void releasePrevious() {
        if (previous != null) {
            previous.release();
            previous = null;
        }
    }
}
