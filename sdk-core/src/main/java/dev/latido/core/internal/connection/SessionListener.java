package dev.latido.core.internal.connection;

import dev.latido.core.internal.session.BrokerSession;

/** Hears of a connection's sessions, one call at a time and in order; must return at once. */
interface SessionListener {

    /** Messages can be published through this session from now on. */
    void sessionOpened(BrokerSession session);

    /** Nothing more comes from this session; what it has not acknowledged may or may not have reached the broker. */
    void sessionEnded(BrokerSession session);
}
