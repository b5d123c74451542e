package dev.latido.testkit.simulator.internal;

import dev.latido.core.MqttConnection;
import dev.latido.testkit.simulator.Behaviour;
import dev.latido.testkit.simulator.DeviceSimulator;
import dev.latido.testkit.simulator.Signal;
import dev.latido.testkit.simulator.SimulatedDevice;
import dev.latido.topics.TopicRoot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers and checks the settings of a fleet. */
public final class SimulatorBuilder implements DeviceSimulator.Builder {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,32}");
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    private final String uri;
    private final Map<String, Signal> measures = new LinkedHashMap<>();
    private @Nullable TopicRoot root;
    private int devices = DeviceSimulator.DEFAULT_DEVICES;
    private long seed = DeviceSimulator.DEFAULT_SEED;
    private String name = "sim";
    private Duration interval = DeviceSimulator.DEFAULT_INTERVAL;
    private double jitter = DeviceSimulator.DEFAULT_JITTER;
    private Behaviour behaviour = Behaviour.realistic();
    private BiConsumer<String, MqttConnection.Builder> connection = (clientId, builder) -> {};
    private Duration timeout = DeviceSimulator.DEFAULT_TIMEOUT;

    /** For a fleet on this broker. */
    public SimulatorBuilder(String uri) {
        this.uri = Objects.requireNonNull(uri, "uri must not be null");
    }

    @Override
    public DeviceSimulator.Builder root(TopicRoot root) {
        this.root = Objects.requireNonNull(root, "root must not be null");
        return this;
    }

    @Override
    public DeviceSimulator.Builder devices(int devices) {
        if (devices < 1 || devices > DeviceSimulator.MAX_DEVICES) {
            throw new IllegalArgumentException(
                    "devices must be 1 to " + DeviceSimulator.MAX_DEVICES + ", was " + devices);
        }
        this.devices = devices;
        return this;
    }

    @Override
    public DeviceSimulator.Builder seed(long seed) {
        this.seed = seed;
        return this;
    }

    @Override
    public DeviceSimulator.Builder name(String name) {
        Objects.requireNonNull(name, "name must not be null");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name must be 1 to 32 lower-case letters and digits, was '" + name + "'");
        }
        this.name = name;
        return this;
    }

    @Override
    public DeviceSimulator.Builder measures(String... measures) {
        Objects.requireNonNull(measures, "measures must not be null");
        for (String measure : measures) {
            measure(measure, Signal.DEFAULT);
        }
        return this;
    }

    @Override
    public DeviceSimulator.Builder measure(String measure, Signal signal) {
        Objects.requireNonNull(measure, "measure must not be null");
        Objects.requireNonNull(signal, "signal must not be null");
        measures.put(measure, signal);
        return this;
    }

    @Override
    public DeviceSimulator.Builder interval(Duration interval) {
        positive("interval", interval);
        if (interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("interval must be at most a day, was " + interval);
        }
        this.interval = interval;
        return this;
    }

    @Override
    public DeviceSimulator.Builder jitter(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be 0 to 1, was " + share);
        }
        this.jitter = share;
        return this;
    }

    @Override
    public DeviceSimulator.Builder behaviour(Behaviour behaviour) {
        this.behaviour = Objects.requireNonNull(behaviour, "behaviour must not be null");
        return this;
    }

    @Override
    public DeviceSimulator.Builder connection(BiConsumer<String, MqttConnection.Builder> settings) {
        this.connection = Objects.requireNonNull(settings, "settings must not be null");
        return this;
    }

    @Override
    public DeviceSimulator.Builder timeout(Duration timeout) {
        this.timeout = positive("timeout", timeout);
        return this;
    }

    private static Duration positive(String what, Duration duration) {
        Objects.requireNonNull(duration, what + " must not be null");
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be above zero, was " + duration);
        }
        return duration;
    }

    @Override
    public DeviceSimulator connect() {
        return Fleet.connect(settings());
    }

    @Override
    public DeviceSimulator start() {
        Fleet fleet = Fleet.connect(settings());
        fleet.begin();
        return fleet;
    }

    @Override
    public List<SimulatedDevice> plan() {
        return List.copyOf(settings().fleet());
    }

    private SimulatorSettings settings() {
        if (root == null) {
            throw new IllegalStateException("root(…) is required: what all topics begin with");
        }
        Map<String, Signal> named = measures.isEmpty() ? Map.of("temp", Signal.DEFAULT) : measures;
        return new SimulatorSettings(
                uri,
                root,
                devices,
                seed,
                name,
                named.entrySet().stream().map(Map.Entry::copyOf).toList(),
                interval,
                jitter,
                behaviour,
                connection,
                timeout);
    }
}
