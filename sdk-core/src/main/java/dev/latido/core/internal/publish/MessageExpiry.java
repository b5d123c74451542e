package dev.latido.core.internal.publish;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long messages may wait. A negative age, after the clock was set back between two processes, counts as zero.
 * Thread-safe.
 */
final class MessageExpiry {

    private static final Duration ALMOST_A_SECOND = Duration.ofNanos(999_999_999);

    private final @Nullable Duration maxAge;
    private final Function<OutboxMessage, Duration> ages;

    /**
     * A limit.
     *
     * @param maxAge the greatest age of all messages, or null
     * @param ages returns the age of a message, as {@link MessageAges} does
     */
    MessageExpiry(@Nullable Duration maxAge, Function<OutboxMessage, Duration> ages) {
        this.maxAge = maxAge;
        this.ages = ages;
    }

    /** Returns whether a message with the given options can expire. */
    boolean appliesTo(DeliveryOptions options) {
        return maxAge != null || options.expiry() != null;
    }

    Duration age(OutboxMessage message) {
        Duration age = ages.apply(message);
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
