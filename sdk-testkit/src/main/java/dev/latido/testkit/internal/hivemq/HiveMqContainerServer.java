package dev.latido.testkit.internal.hivemq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.HiveMqContainerBroker;
import dev.latido.testkit.internal.broker.AccessList;
import dev.latido.testkit.internal.broker.BrokerPorts;
import dev.latido.testkit.internal.broker.LocalBroker;
import dev.latido.testkit.internal.docker.DockerDaemon;
import dev.latido.testkit.internal.process.ReservedPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.LogMessageWaitStrategy;
import org.testcontainers.hivemq.HiveMQContainer;
import org.testcontainers.utility.DockerImageName;

/** A HiveMQ container that can be stopped and started any number of times on the same ports of the Docker host. */
final class HiveMqContainerServer extends LocalBroker implements HiveMqContainerBroker {

    private static final String LOCALHOST = "localhost";
    private static final String STARTED = ".*Started HiveMQ in.*";

    /** By default, the container would keep its data in memory too and lose it at every stop. */
    private static final Map<String, String> VOLATILE = Map.of("/opt/hivemq/log", "rw");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final int STOP_SECONDS = 15;

    private final DockerImageName image;
    private final BrokerPorts ports;
    private final HiveMqContainerFiles files;
    private volatile boolean running;

    @GuardedBy("lifecycle")
    private @Nullable HiveMQContainer container;

    @GuardedBy("lifecycle")
    private int starts;

    @GuardedBy("lifecycle")
    private boolean frozen;

    HiveMqContainerServer(String image, BrokerPorts ports, AccessList access, HiveMqContainerFiles files) {
        super(ports, access);
        this.image = DockerImageName.parse(image);
        this.ports = ports;
        this.files = files;
    }

    @Override
    public String host() {
        return isLocal() ? super.host() : files.dockerHost();
    }

    @Override
    public String tlsUri() {
        return "mqtts://" + files.dockerHost() + ":" + tlsPort();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts the same container each time, so that its files last until it is discarded. */
    @Override
    @GuardedBy("lifecycle")
    protected void launch() {
        HiveMQContainer existing = container;
        starts++;
        if (existing == null) {
            container = create();
        } else {
            DockerDaemon.start(existing.getContainerId());
            new LogMessageWaitStrategy()
                    .withRegEx(STARTED)
                    .withTimes(starts)
                    .withStartupTimeout(START_TIMEOUT)
                    .waitUntilReady(existing);
        }
        running = true;
    }

    @Override
    @GuardedBy("lifecycle")
    protected void halt() {
        HiveMQContainer existing = container;
        if (existing != null && running) {
            resume(existing);
            running = false;
            DockerDaemon.stop(existing, STOP_SECONDS);
        }
    }

    @Override
    public void kill() {
        synchronized (lifecycle) {
            HiveMQContainer existing = container;
            if (existing != null && running) {
                running = false;
                DockerDaemon.kill(existing.getContainerId());
                frozen = false;
            }
        }
    }

    @Override
    public void freeze() {
        synchronized (lifecycle) {
            HiveMQContainer existing = running();
            if (!frozen) {
                DockerDaemon.pause(existing.getContainerId());
                frozen = true;
            }
        }
    }

    @Override
    public void thaw() {
        synchronized (lifecycle) {
            resume(running());
        }
    }

    @GuardedBy("lifecycle")
    private void resume(HiveMQContainer existing) {
        if (frozen) {
            frozen = false;
            DockerDaemon.unpause(existing.getContainerId());
        }
    }

    @GuardedBy("lifecycle")
    private HiveMQContainer running() {
        HiveMQContainer existing = container;
        if (existing == null || !running) {
            throw new IllegalStateException("the broker is not running");
        }
        return existing;
    }

    @Override
    @GuardedBy("lifecycle")
    protected void discard() {
        try {
            if (container != null) {
                container.stop();
            }
        } finally {
            files.close();
        }
    }

    @SuppressWarnings("resource") // closed by discard()
    private HiveMQContainer create() {
        HiveMQContainer created = new HiveMQContainer(image).withStartupTimeout(START_TIMEOUT);
        files.into(created);
        created.setPortBindings(bindings());
        created.setTmpFsMapping(VOLATILE);
        try {
            created.start();
            return created;
        } catch (ContainerLaunchException e) {
            throw new IllegalStateException("the container of " + image + " did not start", e);
        }
    }

    private List<String> bindings() {
        String address = isLocal() ? ReservedPort.HOST + ":" : "";
        List<String> bindings = new ArrayList<>();
        bindings.add(address + ports.plain().number() + ":" + HiveMqContainerFiles.PORT);
        ports.optionalTls()
                .ifPresent(tls -> bindings.add(address + tls.number() + ":" + HiveMqContainerFiles.TLS_PORT));
        return bindings;
    }

    private boolean isLocal() {
        return files.dockerHost().equals(LOCALHOST);
    }
}
