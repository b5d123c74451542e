package dev.latido.examples.plant;

import dev.latido.core.MqttConnection;
import dev.latido.core.Presence;
import dev.latido.core.PresenceMonitor;
import dev.latido.examples.Lookout;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.testkit.proxy.Rule;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** One run: replays the weather through three devices over an unreliable network, and compares the database with the file. */
final class Plant {

    private static final TopicRoot ROOT = TopicRoot.of("acme", 1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The device that goes offline without sending DISCONNECT, after the share of the readings below. */
    private static final Measure VICTIM = Measure.TEMPERATURE;

    private static final double DROPS_OFF_AT = 0.4;

    private final String station;
    private final Site site;
    private final Warehouse warehouse;
    private final Trouble trouble;
    private final long seed;
    private final int speed;
    private final PrintStream progress;

    Plant(String station, Site site, Warehouse warehouse, Trouble trouble, long seed, int speed, PrintStream progress) {
        this.station = station;
        this.site = site;
        this.warehouse = warehouse;
        this.trouble = trouble;
        this.seed = seed;
        this.speed = speed;
        this.progress = progress;
    }

    Report run(List<WeatherRow> rows) throws InterruptedException {
        TopicFilter presences = ROOT.presence().site(station).anyArea().anyDevice();
        TopicFilter readings = ROOT.events().site(station).anyArea().anyDevice().anyMeasure();
        List<Device> devices = new ArrayList<>();
        try (Lookout lookout = new Lookout();
                MqttConnection dashboard = site.untroubled(station + "-dashboard")
                        .withoutPresence("it only watches the presence of devices")
                        .connect();
                MqttConnection backend = site.troubled(station + "-backend")
                        .withoutPresence("a service, not a device")
                        .connect();
                PresenceMonitor board = PresenceMonitor.watch(dashboard, presences);
                IdempotentSubscriber subscriber = subscribe(backend, readings)) {
            try {
                for (Measure measure : Measure.values()) {
                    devices.add(Device.connect(measure, site, ROOT, station));
                }
                return replay(rows, devices, subscriber, board, lookout);
            } finally {
                devices.forEach(Device::close);
                printBoard("after closing", board);
            }
        }
    }

    private IdempotentSubscriber subscribe(MqttConnection backend, TopicFilter readings) throws InterruptedException {
        IdempotentSubscriber subscriber = IdempotentSubscriber.builder(backend)
                .group("warehouse")
                .filter(readings)
                .payload(Reading.class)
                .seenStore(warehouse.seenStore())
                .handler((message, transaction) -> warehouse.store(measureOf(message.topic()), message, transaction))
                .deadLetters(warehouse.deadLetters())
                .start();
        try {
            subscriber.subscribed().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return subscriber;
        } catch (ExecutionException | TimeoutException e) {
            subscriber.close();
            throw new PlantProblem("the broker did not grant the subscription to " + readings, e);
        }
    }

    private static Measure measureOf(Topic topic) {
        List<String> levels = topic.levels();
        String name = levels.get(levels.size() - 1);
        for (Measure measure : Measure.values()) {
            if (measure.label().equals(name)) {
                return measure;
            }
        }
        throw new IllegalArgumentException("no such measure: " + topic);
    }

    private Report replay(
            List<WeatherRow> rows,
            List<Device> devices,
            IdempotentSubscriber subscriber,
            PresenceMonitor board,
            Lookout lookout)
            throws InterruptedException {
        long started = System.nanoTime();
        trouble.start(site.proxy(), seed);
        Pace pace = new Pace(speed);
        Ticker ticker = new Ticker(devices, subscriber);
        int dropOff = trouble == Trouble.NONE ? -1 : (int) (rows.size() * DROPS_OFF_AT);
        boolean willFired = false;
        for (int i = 0; i < rows.size(); i++) {
            for (Device device : devices) {
                device.publish(rows.get(i));
                pace.await();
            }
            ticker.tick();
            if (i == dropOff) {
                willFired = dropOff(board, lookout);
            }
        }
        settle(devices, subscriber, ticker, lookout);
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        site.proxy().heal();
        printBoard("at the end", board);
        return new Report(
                devices.stream().mapToLong(Device::published).sum(),
                devices.stream().mapToLong(Device::acknowledged).sum(),
                Report.Deliveries.of(subscriber.statistics()),
                Audit.of(rows, warehouse.stored()),
                Trouble.lostConnections(site.proxy()),
                Trouble.lostAcknowledgements(site.proxy()),
                Trouble.redelivered(site.proxy()),
                site.proxy().counts(),
                willFired,
                dropOff >= 0,
                milliseconds);
    }

    /** Disconnects the victim until the monitor has received its Last Will; then the victim reconnects. */
    private boolean dropOff(PresenceMonitor board, Lookout lookout) throws InterruptedException {
        Topic presence = ROOT.presence().site(station).area(Device.AREA).device(VICTIM.device());
        lookout.until(() -> has(board, presence, Presence.Status.ONLINE), PATIENCE);
        progress.println("the " + VICTIM.device() + " goes offline without sending DISCONNECT …");
        Rule barred = Trouble.takeDown(site.proxy(), Device.clientId(station, VICTIM));
        boolean willFired = lookout.until(() -> has(board, presence, Presence.Status.DEAD), PATIENCE);
        printBoard(willFired ? "Last Will received" : "Last Will missing", board);
        barred.remove();
        return willFired;
    }

    private static boolean has(PresenceMonitor board, Topic presence, Presence.Status status) {
        return board.board().stream().anyMatch(device -> device.topic().equals(presence) && device.status() == status);
    }

    /** Waits until all published readings have been handled, or nothing has changed for the patience. */
    private void settle(List<Device> devices, IdempotentSubscriber subscriber, Ticker ticker, Lookout lookout)
            throws InterruptedException {
        for (Device device : devices) {
            device.drain(PATIENCE);
        }
        long published = devices.stream().mapToLong(Device::published).sum();
        SubscriberStatistics before;
        do {
            before = subscriber.statistics();
            if (before.handled() + before.deadLettered() >= published && before.waiting() == 0) {
                return;
            }
            ticker.tick();
        } while (lookout.until(hasChanged(subscriber, before), PATIENCE));
        progress.println("nothing has changed for " + PATIENCE.toSeconds() + " s; checking the database now");
    }

    private static BooleanSupplier hasChanged(IdempotentSubscriber subscriber, SubscriberStatistics before) {
        return () -> !subscriber.statistics().equals(before);
    }

    private void printBoard(String when, PresenceMonitor board) {
        StringBuilder line = new StringBuilder("presence, ").append(when).append(':');
        for (Presence presence : board.board()) {
            line.append("  ")
                    .append(presence.topic().level(5))
                    .append(' ')
                    .append(presence.status().name().toLowerCase(Locale.ROOT));
        }
        progress.println(line);
    }

    /** Prints one line per second. */
    private final class Ticker {

        private final List<Device> devices;
        private final IdempotentSubscriber subscriber;
        private final long started = System.nanoTime();
        private long next = started + TimeUnit.SECONDS.toNanos(1);
        private long before;

        Ticker(List<Device> devices, IdempotentSubscriber subscriber) {
            this.devices = devices;
            this.subscriber = subscriber;
        }

        void tick() {
            long now = System.nanoTime();
            if (now < next) {
                return;
            }
            double seconds = (now - next) / 1e9 + 1;
            next = now + TimeUnit.SECONDS.toNanos(1);
            SubscriberStatistics statistics = subscriber.statistics();
            long acknowledged = devices.stream().mapToLong(Device::acknowledged).sum();
            StringBuilder states = new StringBuilder();
            devices.forEach(device -> states.append("  ")
                    .append(device.measure().device())
                    .append(' ')
                    .append(device.state().name().toLowerCase(Locale.ROOT)));
            progress.printf(
                    Locale.ROOT,
                    "%4d s  %,6.0f/s  acknowledged %,7d  stored %,7d  duplicates %,6d %s%n",
                    TimeUnit.NANOSECONDS.toSeconds(now - started),
                    (acknowledged - before) / seconds,
                    acknowledged,
                    statistics.handled(),
                    statistics.duplicates(),
                    states);
            before = acknowledged;
        }
    }
}
