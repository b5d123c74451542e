package dev.latido.core.internal.publish;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long messages may wait. Ages are measured by the system clock, because a message may be older than the
 * process. A negative age, after the clock was set back, counts as zero. Thread-safe.
 */
final class MessageExpiry {

    private static final Duration ALMOST_A_SECOND = Duration.ofNanos(999_999_999);

    private final @Nullable Duration maxAge;
    private final Clock clock;

    MessageExpiry(@Nullable Duration maxAge, Clock clock) {
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /** Returns whether a message with the given options can expire. */
    boolean appliesTo(DeliveryOptions options) {
        return maxAge != null || options.expiry() != null;
    }

    Duration age(OutboxMessage message) {
        Duration age = Duration.between(message.createdAt(), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** Returns whether a message of the given age has expired. */
    boolean isOver(OutboxMessage message, Duration age) {
        Duration expiry = message.options().expiry();
        return (maxAge != null && age.compareTo(maxAge) >= 0) || (expiry != null && age.compareTo(expiry) >= 0);
    }

    /** Returns the options with the rest of the expiry, in whole seconds, rounded up. */
    DeliveryOptions remaining(DeliveryOptions options, Duration age) {
        Duration expiry = options.expiry();
        if (expiry == null) {
            return options;
        }
        Duration seconds = expiry.minus(age).plus(ALMOST_A_SECOND).truncatedTo(ChronoUnit.SECONDS);
        return options.withExpiry(seconds);
    }
}
