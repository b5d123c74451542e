package dev.latido.testkit.internal.broker;

import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.internal.process.ReservedPort;
import java.util.Optional;

/** A broker that the kit starts and stops: the order of its life, and ports that stay its own all the time. */
abstract class LocalBroker implements TestBroker {

    private final BrokerPorts ports;
    private final AccessList access;
    private final Object lifecycle = new Object();
    private boolean closed;

    LocalBroker(BrokerPorts ports, AccessList access) {
        this.ports = ports;
        this.access = access;
    }

    /** Starts it on its free ports; never called while it runs. One call of these three at a time. */
    abstract void launch();

    /** Stops it; may be called while it does not run. */
    abstract void halt();

    /** Removes what is left of it, after the last halt. */
    abstract void discard();

    @Override
    public String host() {
        return ReservedPort.HOST;
    }

    @Override
    public final int port() {
        return ports.plain().number();
    }

    @Override
    public final int tlsPort() {
        return ports.tls();
    }

    @Override
    public final Optional<BrokerUser> observer() {
        return access.observer();
    }

    @Override
    public final void start() {
        exclusively(() -> {
            if (closed) {
                throw new IllegalStateException("the broker is closed");
            }
            if (!isRunning()) {
                halt();
                ports.requireFree();
                launch();
            }
        });
    }

    @Override
    public final void stop() {
        exclusively(this::halt);
    }

    @Override
    public final void restart() {
        exclusively(() -> {
            stop();
            start();
        });
    }

    @Override
    public final void close() {
        exclusively(() -> {
            if (closed) {
                return;
            }
            closed = true;
            try {
                halt();
            } finally {
                ports.close();
                discard();
            }
        });
    }

    /** Calls that change the state wait for one another. */
    final void exclusively(Runnable change) {
        synchronized (lifecycle) {
            change.run();
        }
    }

    @Override
    public final String toString() {
        return getClass().getInterfaces()[0].getSimpleName() + "[" + uri()
                + ports.optionalTls().map(tls -> ", " + tlsUri()).orElse("")
                + (isRunning() ? ", running]" : ", stopped]");
    }
}
