package dev.latido.core;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as its payload carries it: id, time and value. Immutable and thread-safe if its value is.
 *
 * @param id the message id, stable across retries, reconnects and restarts: {@code clientId:epoch:sequence} from
 *     Latido, any string from another producer; {@code null} if the payload has none
 * @param time the time at which the producer created the message, by its own clock; {@code null} if the payload has
 *     none
 * @param value the value; {@code null} if the payload has none
 * @param <T> the value's type
 */
public record Envelope<T>(
        @Nullable String id,
        @Nullable Instant time,
        @Nullable T value) {

    /**
     * Creates a complete envelope.
     *
     * @param id the message id
     * @param time the time at which the message was created
     * @param value the value
     * @param <T> the value's type
     * @return the envelope
     */
    public static <T> Envelope<T> of(String id, Instant time, T value) {
        return new Envelope<>(
                Objects.requireNonNull(id, "id must not be null"),
                Objects.requireNonNull(time, "time must not be null"),
                Objects.requireNonNull(value, "value must not be null"));
    }
}
