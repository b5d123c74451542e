package dev.latido.core;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as its payload carries it: who it is, when it was made, what it says. Immutable if its value is.
 *
 * @param id stable across retries, reconnects and restarts; {@code clientId:epoch:sequence} when Latido made it, any
 *     text when another producer did; {@code null} when the payload had none
 * @param timestamp when the producer made the message, in its own clock; {@code null} when the payload had none
 * @param value what the message says; {@code null} when the payload had none
 * @param <T> the value's type
 */
public record Envelope<T>(
        @Nullable String id,
        @Nullable Instant timestamp,
        @Nullable T value) {

    /**
     * A complete envelope.
     *
     * @param id the message id
     * @param timestamp when it was made
     * @param value what it says
     * @param <T> the value's type
     * @return the envelope
     */
    public static <T> Envelope<T> of(String id, Instant timestamp, T value) {
        return new Envelope<>(
                Objects.requireNonNull(id, "id must not be null"),
                Objects.requireNonNull(timestamp, "timestamp must not be null"),
                Objects.requireNonNull(value, "value must not be null"));
    }
}
