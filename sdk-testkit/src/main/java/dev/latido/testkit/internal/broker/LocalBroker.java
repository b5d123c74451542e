package dev.latido.testkit.internal.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.internal.process.ReservedPort;
import java.util.Optional;

/** A broker that the kit starts and stops. This class keeps its lifecycle in order and its ports reserved. */
public abstract class LocalBroker implements TestBroker {

    private final BrokerPorts ports;
    private final AccessList access;

    /** Held by calls that change the state, so that they wait for one another. */
    protected final Object lifecycle = new Object();

    @GuardedBy("lifecycle")
    private boolean closed;

    protected LocalBroker(BrokerPorts ports, AccessList access) {
        this.ports = ports;
        this.access = access;
    }

    /** Starts the broker on its free ports. Never called while it runs. */
    @GuardedBy("lifecycle")
    protected abstract void launch();

    /** Stops the broker. May be called while it does not run. */
    @GuardedBy("lifecycle")
    protected abstract void halt();

    /** Removes the files of the broker, after the last halt. */
    @GuardedBy("lifecycle")
    protected abstract void discard();

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
        synchronized (lifecycle) {
            if (closed) {
                throw new IllegalStateException("the broker is closed");
            }
            if (!isRunning()) {
                halt();
                ports.requireFree();
                launch();
            }
        }
    }

    @Override
    public final void stop() {
        synchronized (lifecycle) {
            halt();
        }
    }

    @Override
    public final void restart() {
        synchronized (lifecycle) {
            stop();
            start();
        }
    }

    @Override
    public final void close() {
        synchronized (lifecycle) {
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
        }
    }

    @Override
    public final String toString() {
        return getClass().getInterfaces()[0].getSimpleName() + "[" + uri()
                + ports.optionalTls().map(tls -> ", " + tlsUri()).orElse("")
                + (isRunning() ? ", running]" : ", stopped]");
    }
}
