package dev.latido.campaign;

/** The faults of the broker and the stores, one at a time for each of them. */
final class ServerFaults {

    private static final int TAKING_AT_MOST = 5;

    private final BrokerUnderTest broker;
    private final Servers servers;
    private final Tally tally;
    private final Object ofBroker = new Object();
    private final Object database = new Object();
    private final Object redis = new Object();

    ServerFaults(BrokerUnderTest broker, Servers servers, Tally tally) {
        this.broker = broker;
        this.servers = servers;
        this.tally = tally;
    }

    void restartBroker(Fault how, long down) {
        synchronized (ofBroker) {
            tally.mark(how, null);
            if (how == Fault.BROKER_KILL) {
                broker.kill();
            } else {
                broker.stop();
            }
            Pause.of(down);
            broker.start();
        }
    }

    void takeSession(String clientId) {
        synchronized (ofBroker) {
            for (int attempt = 1; attempt <= TAKING_AT_MOST; attempt++) {
                if (Rogue.takeSession(broker.broker(), clientId)) {
                    tally.mark(Fault.SESSION_LOST, clientId);
                    return;
                }
            }
        }
    }

    void restartDatabase(long down) {
        synchronized (database) {
            tally.mark(Fault.DATABASE_RESTART, null);
            servers.postgres().kill();
            Pause.of(down);
            servers.postgres().start();
        }
    }

    void restartRedis(long down) {
        synchronized (redis) {
            tally.mark(Fault.REDIS_RESTART, null);
            servers.redis().kill();
            Pause.of(down);
            servers.redis().start();
        }
    }

    void flushRedis() {
        synchronized (redis) {
            tally.mark(Fault.REDIS_FLUSH, null);
            servers.redis().flush();
        }
    }

    void heal() {
        broker.start();
        servers.heal();
    }
}
