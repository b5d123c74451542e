package dev.latido.examples.connection;

import dev.latido.core.MqttConnection;
import dev.latido.core.Presence;
import dev.latido.core.Presence.Status;
import dev.latido.core.PresenceListener;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.ResilientPublisher;
import dev.latido.examples.Lookout;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicRoot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Four devices of a small plant: one stays, one disconnects gracefully, one crashes, one stops sending. */
final class BoardDemo implements AutoCloseable {

    private static final String STAYS = "gw-1";
    private static final String LEAVES = "gw-2";
    private static final String DIES = "gw-3";
    private static final String FALLS_SILENT = "gw-4";

    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST_ACT = Duration.ofSeconds(20);
    /** Ten readings of each of the four devices. */
    private static final int OFTEN_ENOUGH = 40;

    private final TopicRoot root;
    private final EmbeddedBroker broker = EmbeddedBroker.builder().start();
    private final FaultProxy network = FaultProxy.to(broker).start();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Lookout lookout = new Lookout();
    private final AtomicInteger spoken = new AtomicInteger();
    private final Map<String, MqttConnection> devices = new TreeMap<>();
    private final Map<String, ScheduledFuture<?>> readings = new TreeMap<>();
    /** The status of each device of which the audience was notified; the board changes before. */
    private final Map<String, Status> announced = new ConcurrentHashMap<>();

    private @Nullable PresenceMonitor monitor;

    BoardDemo(TopicRoot root) {
        this.root = root;
    }

    /** Runs the demo; returns true if every status was detected in time and the audience was notified. */
    boolean play(PresenceListener audience) throws InterruptedException {
        MqttConnection dashboard = connection(broker.uri(), "dashboard")
                .withoutPresence("it only watches the presence of devices")
                .connect();
        devices.put("dashboard", dashboard);
        monitor = PresenceMonitor.builder(dashboard)
                .presences(root.presence().anySite().anyArea().anyDevice())
                .data(root.events().everything())
                .patience(PresenceMonitor.DEFAULT_PATIENCE, SHORTEST_SILENCE)
                .listener(presence -> {
                    audience.presenceChanged(presence);
                    announced.put(presence.topic().level(5), presence.status());
                })
                .start();
        for (String name : List.of(STAYS, LEAVES, DIES, FALLS_SILENT)) {
            start(name);
        }
        boolean allThere = await(
                Map.of(STAYS, Status.ONLINE, LEAVES, Status.ONLINE, DIES, Status.ONLINE, FALLS_SILENT, Status.ONLINE));
        // After this number of readings the monitor knows the usual interval between them.
        lookout.until(() -> spoken.get() >= OFTEN_ENOUGH, LONGEST_ACT);

        stop(LEAVES);
        Objects.requireNonNull(devices.get(LEAVES)).close();
        network.refuse();
        network.connection(DIES).reset();
        stop(FALLS_SILENT);

        return allThere
                && await(Map.of(
                        STAYS, Status.ONLINE, LEAVES, Status.LEFT, DIES, Status.DEAD, FALLS_SILENT, Status.SILENT));
    }

    List<Presence> board() {
        return monitor == null ? List.of() : monitor.board();
    }

    private static MqttConnection.Builder connection(String uri, String name) {
        return MqttConnection.builder().broker(uri).clientId(name);
    }

    private void start(String name) {
        Topic presence = root.presence().site("planta-1").area("norte").device(name);
        Topic temperature =
                root.events().site("planta-1").area("norte").device(name).measure("temp");
        MqttConnection device = connection(name.equals(DIES) ? network.uri() : broker.uri(), name)
                .presence(presence)
                .connect();
        devices.put(name, device);
        ResilientPublisher publisher = ResilientPublisher.builder(device).build();
        readings.put(
                name,
                clock.scheduleAtFixedRate(
                        () -> {
                            publisher.publish(temperature, 21.3);
                            spoken.incrementAndGet();
                        },
                        0,
                        INTERVAL.toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    private void stop(String name) {
        Objects.requireNonNull(readings.get(name)).cancel(false);
    }

    private boolean await(Map<String, Status> wanted) throws InterruptedException {
        return lookout.until(() -> announced.equals(wanted), LONGEST_ACT);
    }

    @Override
    public void close() {
        if (monitor != null) {
            monitor.close();
        }
        lookout.close();
        clock.shutdownNow();
        devices.values().forEach(MqttConnection::close);
        network.close();
        broker.close();
    }
}
