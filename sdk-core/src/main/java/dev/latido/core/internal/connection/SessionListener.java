package dev.latido.core.internal.connection;

import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.session.BrokerSession;
import org.jspecify.annotations.Nullable;

/** Is notified of a connection's sessions, one call at a time and in order. Methods must return at once. */
public interface SessionListener {

    /** Called when messages can be published through a session. */
    void sessionOpened(BrokerSession session);

    /** Called when a session has ended. Messages without acknowledgement may or may not have reached the broker. */
    void sessionEnded(BrokerSession session);

    /** Returns the first request of a session that has no answer, or null. */
    Suspect.@Nullable UnderWay underWay(BrokerSession session);
}
