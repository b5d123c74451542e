package dev.latido.core.internal.publish;

import dev.latido.core.Backoff;
import dev.latido.core.Overflow;
import dev.latido.core.PayloadCodec;
import dev.latido.core.PublisherListener;
import dev.latido.core.RateLimit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a publisher, apart from connection and outbox: a snapshot of its builder. Immutable. */
record PublisherSettings(
        PayloadCodec codec,
        int payloadLimit,
        int inFlight,
        Duration acknowledgementTimeout,
        Overflow overflow,
        @Nullable Duration maxAge,
        @Nullable RateLimit rateLimit,
        Backoff retryBackoff,
        boolean strictOrder,
        int suspectAfter,
        List<PublisherListener> listeners,
        boolean closeOnShutdown) {}
