package dev.latido.core;

import java.time.Duration;
import java.util.Objects;

/**
 * A message waited longer than its expiry, or than the publisher's {@linkplain ResilientPublisher.Builder#maxAge
 * maximum age}, and is not sent any more. If it was sent before, on a connection that was lost, it may have arrived
 * then.
 */
public final class MessageExpiredException extends PublishFailedException {

    private static final long serialVersionUID = 1L;

    private final Duration age;

    /**
     * Creates the failure of an expired message.
     *
     * @param message the message
     * @param age the time that it waited
     */
    public MessageExpiredException(OutboxMessage message, Duration age) {
        super(
                message.id(),
                message.topic(),
                "message " + message.id() + " expired: it waited " + age + " without being acknowledged",
                null);
        this.age = Objects.requireNonNull(age, "age must not be null");
    }

    /**
     * Returns the time that the message waited.
     *
     * @return the age at which it expired
     */
    public Duration age() {
        return age;
    }
}
