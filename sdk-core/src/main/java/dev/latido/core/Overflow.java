package dev.latido.core;

import dev.latido.core.internal.Durations;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Policy of a publisher for messages that its outbox has no room for. Immutable and thread-safe.
 *
 * <p>There is no policy that keeps everything: an outage that lasts long enough fills any outbox.
 */
public final class Overflow {

    /** Rejects the message: its publication fails with {@link OutboxFullException}. The default. */
    public static final Overflow REJECT = new Overflow("REJECT", null);

    /**
     * Drops the oldest messages that are not in flight. Their publications fail with {@link MessageDroppedException},
     * and {@link PublisherListener#dropped} is called. {@linkplain OutboxMessage#urgent() Urgent} messages are never
     * dropped; if there is nothing to drop, the new message is rejected.
     */
    public static final Overflow DROP_OLDEST = new Overflow("DROP_OLDEST", null);

    private final String name;
    private final @Nullable Duration patience;

    private Overflow(String name, @Nullable Duration patience) {
        this.name = name;
        this.patience = patience;
    }

    /**
     * Lets {@code publish} wait for room, then reject as {@link #REJECT} does. Do not use this policy on threads that
     * must not block, such as the SDK's own threads, which run listeners and the dependents of its futures.
     *
     * @param patience the maximum wait, above zero
     * @return the policy
     * @throws IllegalArgumentException if it is not positive, or longer than 292 years
     */
    public static Overflow block(Duration patience) {
        return new Overflow("block", Durations.positive("patience", patience));
    }

    /**
     * Returns the maximum wait of {@code publish} for room.
     *
     * @return the time given to {@link #block}, empty for the other policies
     */
    public Optional<Duration> patience() {
        return Optional.ofNullable(patience);
    }

    @Override
    public String toString() {
        return patience == null ? name : name + "(" + patience + ")";
    }
}
