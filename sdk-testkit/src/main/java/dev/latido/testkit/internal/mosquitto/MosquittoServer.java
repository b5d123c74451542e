package dev.latido.testkit.internal.mosquitto;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.internal.broker.AccessList;
import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.broker.LocalBroker;
import dev.latido.testkit.internal.process.LogTail;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Mosquitto that can be started and stopped any number of times on the same ports. */
final class MosquittoServer extends LocalBroker implements MosquittoBroker {

    private final Path program;
    private final BrokerPorts ports;
    private final MosquittoHome home;
    private final LogTail log = new LogTail();
    private volatile @Nullable MosquittoProcess process;

    MosquittoServer(Path program, BrokerPorts ports, AccessList access, MosquittoHome home) {
        super(ports, access);
        this.program = program;
        this.ports = ports;
        this.home = home;
    }

    @Override
    public boolean isRunning() {
        MosquittoProcess running = process;
        return running != null && running.isAlive();
    }

    @Override
    @GuardedBy("lifecycle")
    protected void launch() {
        process = MosquittoProcess.start(program, home, ports, log);
    }

    @Override
    @GuardedBy("lifecycle")
    protected void halt() {
        MosquittoProcess running = process;
        if (running != null) {
            process = null;
            running.close();
        }
    }

    @Override
    @GuardedBy("lifecycle")
    protected void discard() {
        home.close();
    }

    @Override
    public void kill() {
        synchronized (lifecycle) {
            MosquittoProcess running = process;
            if (running != null) {
                process = null;
                running.kill();
            }
        }
    }

    @Override
    public void freeze() {
        synchronized (lifecycle) {
            running().signal("STOP");
        }
    }

    @Override
    public void thaw() {
        synchronized (lifecycle) {
            running().signal("CONT");
        }
    }

    @Override
    public List<String> log() {
        return log.lines();
    }

    private MosquittoProcess running() {
        MosquittoProcess running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException("the broker is not running");
        }
        return running;
    }
}
