package dev.latido.core.internal.connection;

import dev.latido.core.BrokerGrants;
import dev.latido.core.internal.link.ConnectionLink.Standing;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.threads.SteadyClock;

/**
 * A session that the broker has accepted.
 *
 * @param grants the broker's limits
 * @param standing its begin, as consumers see it
 */
record OpenSession(BrokerSession session, BrokerGrants grants, Standing standing) {

    static OpenSession now(BrokerSession session, BrokerGrants grants) {
        return new OpenSession(
                session, grants, new Standing(SteadyClock.shared().instant(), grants.sessionPresent()));
    }
}
