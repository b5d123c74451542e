package dev.latido.core.micrometer;

import dev.latido.core.Acknowledgement;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.NotStoredException;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.PublisherListener;
import dev.latido.core.ResilientPublisher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Publishes the metrics of a publisher and its connection to a Micrometer registry.
 *
 * <pre>{@code
 * ResilientPublisher publisher = ResilientPublisher.builder(gateway)
 *         .listener(PublisherMetrics.to(registry))
 *         .build();
 * }</pre>
 *
 * <p>All meters have the tag {@code client.id}:
 *
 * <ul>
 *   <li>counters {@code latido.publisher.published}, {@code .acknowledged}, {@code .rejected} with the tag {@code
 *       code}, {@code .retried} with {@code code}, {@code .dropped}, {@code .expired}, {@code .not.stored}, {@code
 *       .lost}, {@code .left.in.store}, and {@code latido.connection.reconnects};
 *   <li>timer {@code latido.publisher.acknowledgement}, from {@code publish} to the acknowledgement, with the 50th,
 *       95th and 99th percentile;
 *   <li>gauges {@code latido.publisher.in.flight}, {@code latido.publisher.backlog.messages}, {@code .backlog.bytes},
 *       {@code .backlog.age} in seconds, {@code latido.connection.state} with the tag {@code state}, 1 for the present
 *       state and 0 for the others, and {@code latido.connection.certificate.days}, the days until the first
 *       certificate in use expires, NaN without one.
 * </ul>
 *
 * <p>Each instance serves one publisher, which removes the gauges when it is closed; counters and timer stay.
 * Thread-safe.
 */
public final class PublisherMetrics implements PublisherListener {

    private static final String PUBLISHER = "latido.publisher.";
    private static final String CONNECTION = "latido.connection.";
    private static final double[] PERCENTILES = {0.5, 0.95, 0.99};
    private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    private final MeterRegistry registry;
    private final Clock clock;
    private final List<Meter> gauges = new CopyOnWriteArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile Figures figures;

    /** The meters, once the client id is known. */
    private record Figures(
            Tags tags,
            Counter published,
            Counter acknowledged,
            Counter dropped,
            Counter expired,
            Counter notStored,
            Counter lost,
            Counter leftInStore,
            Counter reconnects,
            Timer acknowledgement) {

        static Figures in(MeterRegistry registry, Tags tags) {
            return new Figures(
                    tags,
                    registry.counter(PUBLISHER + "published", tags),
                    registry.counter(PUBLISHER + "acknowledged", tags),
                    registry.counter(PUBLISHER + "dropped", tags),
                    registry.counter(PUBLISHER + "expired", tags),
                    registry.counter(PUBLISHER + "not.stored", tags),
                    registry.counter(PUBLISHER + "lost", tags),
                    registry.counter(PUBLISHER + "left.in.store", tags),
                    registry.counter(CONNECTION + "reconnects", tags),
                    Timer.builder(PUBLISHER + "acknowledgement")
                            .tags(tags)
                            .publishPercentiles(PERCENTILES)
                            .register(registry));
        }
    }

    private PublisherMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.figures = Figures.in(new CompositeMeterRegistry(), Tags.empty());
    }

    /**
     * Creates the metrics of one publisher.
     *
     * @param registry the registry
     * @return a listener for {@link ResilientPublisher.Builder#listener}
     */
    public static PublisherMetrics to(MeterRegistry registry) {
        return new PublisherMetrics(Objects.requireNonNull(registry, "registry must not be null"), Clock.systemUTC());
    }

    /** Creates metrics with a clock, for tests. */
    static PublisherMetrics to(MeterRegistry registry, Clock clock) {
        return new PublisherMetrics(registry, clock);
    }

    /**
     * Registers the meters.
     *
     * @throws IllegalStateException if this object already listens to another publisher
     */
    @Override
    public void started(MqttConnection connection, ResilientPublisher publisher) {
        Objects.requireNonNull(connection, "connection must not be null");
        Objects.requireNonNull(publisher, "publisher must not be null");
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("PublisherMetrics serve one publisher; create one for each");
        }
        Tags tags = Tags.of("client.id", connection.clientId());
        figures = Figures.in(registry, tags);
        gauge(PUBLISHER + "in.flight", tags, publisher::inFlight);
        gauge(PUBLISHER + "backlog.messages", tags, () -> publisher.backlog().messages());
        gauge(PUBLISHER + "backlog.bytes", tags, () -> publisher.backlog().bytes());
        gauge(PUBLISHER + "backlog.age", tags, () -> age(publisher.backlog()));
        gauge(
                CONNECTION + "certificate.days",
                tags,
                () -> connection.certificateExpiry().map(this::daysUntil).orElse(Double.NaN));
        for (ConnectionState state : ConnectionState.values()) {
            gauge(
                    CONNECTION + "state",
                    tags.and("state", state.name().toLowerCase(Locale.ROOT)),
                    () -> connection.state() == state ? 1 : 0);
        }
    }

    private void gauge(String name, Tags tags, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value).tags(tags).strongReference(true).register(registry));
    }

    private double age(Outbox.Backlog backlog) {
        Instant oldest = backlog.oldest();
        return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1_000.0;
    }

    private double daysUntil(Instant expiry) {
        return Duration.between(clock.instant(), expiry).toSeconds() / SECONDS_PER_DAY;
    }

    @Override
    public void reconnected() {
        figures.reconnects().increment();
    }

    @Override
    public void published(OutboxMessage message) {
        figures.published().increment();
    }

    @Override
    public void notStored(OutboxMessage message, NotStoredException reason) {
        figures.notStored().increment();
    }

    @Override
    public void acknowledged(OutboxMessage message, Acknowledgement acknowledgement, Duration latency) {
        figures.acknowledged().increment();
        figures.acknowledgement().record(latency);
    }

    @Override
    public void retried(OutboxMessage message, int reasonCode, Duration delay) {
        byCode("retried", Integer.toString(reasonCode)).increment();
    }

    @Override
    public void rejected(OutboxMessage message, PublishFailedException reason) {
        byCode("rejected", code(reason)).increment();
    }

    private Counter byCode(String name, String code) {
        return registry.counter(PUBLISHER + name, figures.tags().and("code", code));
    }

    private static String code(PublishFailedException reason) {
        if (reason instanceof PublishRejectedException rejected) {
            return Integer.toString(rejected.reasonCode());
        }
        return reason instanceof PayloadTooLargeException ? "149" : "unknown";
    }

    @Override
    public void dropped(OutboxMessage message) {
        figures.dropped().increment();
    }

    @Override
    public void expired(OutboxMessage message) {
        figures.expired().increment();
    }

    @Override
    public void leftInStore(OutboxMessage message) {
        figures.leftInStore().increment();
    }

    @Override
    public void lost(OutboxMessage message) {
        figures.lost().increment();
    }

    @Override
    public void closed() {
        gauges.forEach(registry::remove);
        gauges.clear();
    }
}
