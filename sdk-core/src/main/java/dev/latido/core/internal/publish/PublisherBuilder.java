package dev.latido.core.internal.publish;

import dev.latido.core.Backoff;
import dev.latido.core.JacksonCodec;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.Outbox;
import dev.latido.core.Overflow;
import dev.latido.core.PayloadCodec;
import dev.latido.core.PublisherListener;
import dev.latido.core.RateLimit;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.internal.Durations;
import dev.latido.core.internal.connection.ResilientConnection;
import dev.latido.core.internal.link.ConnectionLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of a publisher. Not thread-safe. */
public final class PublisherBuilder implements ResilientPublisher.Builder {

    private static final int LARGEST_PAYLOAD = 268_435_455;
    private static final int LARGEST_WINDOW = 65_535;

    private final ResilientConnection connection;
    private @Nullable Outbox outbox;
    private @Nullable PayloadCodec codec;
    private int payloadLimit = ResilientPublisher.DEFAULT_PAYLOAD_LIMIT;
    private int inFlight = ResilientPublisher.DEFAULT_IN_FLIGHT;
    private Duration acknowledgementTimeout = ResilientPublisher.DEFAULT_ACKNOWLEDGEMENT_TIMEOUT;
    private Overflow overflow = Overflow.REJECT;
    private @Nullable Duration maxAge;
    private @Nullable RateLimit rateLimit;
    private Backoff retryBackoff = ResilientPublisher.DEFAULT_RETRY_BACKOFF;
    private boolean strictOrder;
    private int suspectAfter = ResilientPublisher.DEFAULT_SUSPECT_AFTER;
    private final List<PublisherListener> listeners = new ArrayList<>();
    private boolean closeOnShutdown;

    /** Starts a publisher that sends through the given connection. */
    public PublisherBuilder(MqttConnection connection) {
        this.connection = (ResilientConnection) ConnectionLink.of(connection);
    }

    @Override
    public ResilientPublisher.Builder outbox(Outbox outbox) {
        this.outbox = Objects.requireNonNull(outbox, "outbox must not be null");
        return this;
    }

    @Override
    public ResilientPublisher.Builder codec(PayloadCodec codec) {
        this.codec = Objects.requireNonNull(codec, "codec must not be null");
        return this;
    }

    @Override
    public ResilientPublisher.Builder payloadLimit(int bytes) {
        this.payloadLimit = inRange("payloadLimit", bytes, LARGEST_PAYLOAD);
        return this;
    }

    @Override
    public ResilientPublisher.Builder inFlight(int messages) {
        this.inFlight = inRange("inFlight", messages, LARGEST_WINDOW);
        return this;
    }

    @Override
    public ResilientPublisher.Builder acknowledgementTimeout(Duration timeout) {
        this.acknowledgementTimeout = Durations.positive("timeout", timeout);
        return this;
    }

    @Override
    public ResilientPublisher.Builder overflow(Overflow overflow) {
        this.overflow = Objects.requireNonNull(overflow, "overflow must not be null");
        return this;
    }

    @Override
    public ResilientPublisher.Builder maxAge(Duration age) {
        this.maxAge = Durations.positive("age", age);
        return this;
    }

    @Override
    public ResilientPublisher.Builder rateLimit(RateLimit limit) {
        this.rateLimit = Objects.requireNonNull(limit, "limit must not be null");
        return this;
    }

    @Override
    public ResilientPublisher.Builder retryBackoff(Backoff backoff) {
        this.retryBackoff = Objects.requireNonNull(backoff, "backoff must not be null");
        return this;
    }

    @Override
    public ResilientPublisher.Builder strictOrder() {
        this.strictOrder = true;
        return this;
    }

    @Override
    public ResilientPublisher.Builder suspectAfter(int sessions) {
        this.suspectAfter = inRange("suspectAfter", sessions, Integer.MAX_VALUE);
        return this;
    }

    @Override
    public ResilientPublisher.Builder listener(PublisherListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener must not be null"));
        return this;
    }

    @Override
    public ResilientPublisher.Builder closeOnShutdown() {
        this.closeOnShutdown = true;
        return this;
    }

    @Override
    public ResilientPublisher build() {
        Outbox messages = outbox == null ? MemoryOutbox.create() : outbox;
        PublisherSettings settings = new PublisherSettings(
                codec == null ? JacksonCodec.create() : codec,
                payloadLimit,
                inFlight,
                acknowledgementTimeout,
                overflow,
                maxAge,
                rateLimit,
                retryBackoff,
                strictOrder,
                suspectAfter,
                List.copyOf(listeners),
                closeOnShutdown);
        OutboxPublisher publisher = new OutboxPublisher(connection, messages, settings);
        publisher.start();
        return publisher;
    }

    private static int inRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be 1 to " + most + ", was " + value);
        }
        return value;
    }
}
