package dev.latido.core.internal.connection;

import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.threads.SdkThreads;

/** Makes the attempts to connect that a keeper plans. Thread-safe. */
final class SessionAttempts {

    private final SessionKeeper keeper;
    private final AttemptPreparation preparation;

    SessionAttempts(SessionKeeper keeper, AttemptPreparation preparation) {
        this.keeper = keeper;
        this.preparation = preparation;
    }

    /** Begins an attempt with the broker whose turn it is, unless the connection is closing. */
    void begin() {
        BrokerAddress broker = keeper.nextBroker();
        if (broker == null) {
            return;
        }
        preparation.prepare(broker).whenComplete((security, failure) -> {
            if (security != null) {
                beginWith(broker, security);
            } else {
                keeper.notBegun(broker, failure);
            }
        });
    }

    /** Begins an attempt with material that has just been read. */
    void beginWith(BrokerAddress broker, AttemptSecurity security) {
        BrokerSession session;
        try {
            session = new BrokerSession(keeper.nextSettings(), broker, security, keeper, SdkThreads.callbacks());
        } catch (RuntimeException | Error e) {
            security.wipe();
            keeper.notBegun(broker, e);
            return;
        }
        Runnable open = keeper.begin(session);
        if (open == null) {
            security.wipe();
            return;
        }
        try {
            open.run();
        } catch (RuntimeException | Error e) {
            session.release();
            keeper.ended(session, e);
        }
    }
}
