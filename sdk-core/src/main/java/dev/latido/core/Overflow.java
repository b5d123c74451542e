package dev.latido.core;

import dev.latido.core.internal.Durations;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher does with a message that its outbox has no room for. Immutable.
 *
 * <p>There is no policy that keeps everything: an outage that lasts long enough fills any outbox.
 */
public final class Overflow {

    /** The message is not taken; its publication ends in {@link OutboxFullException}. The default. */
    public static final Overflow REJECT = new Overflow("REJECT", null);

    /**
     * The oldest messages that are not under way make room. Each one's publication ends in {@link
     * MessageDroppedException}, and {@link PublisherListener#dropped} hears of it. {@linkplain OutboxMessage#urgent()
     * Urgent} messages are never dropped; when there is nothing to drop, the new message is rejected.
     */
    public static final Overflow DROP_OLDEST = new Overflow("DROP_OLDEST", null);

    private final String name;
    private final @Nullable Duration patience;

    private Overflow(String name, @Nullable Duration patience) {
        this.name = name;
        this.patience = patience;
    }

    /**
     * {@code publish} waits for room, then rejects as {@link #REJECT} does. Not for threads that must not wait: those of
     * the SDK (dependents of its futures, listeners) among them.
     *
     * @param patience how long it waits at most, above zero
     * @return the policy
     * @throws IllegalArgumentException if it is not positive, or longer than 292 years
     */
    public static Overflow block(Duration patience) {
        return new Overflow("block", Durations.positive("patience", patience));
    }

    /**
     * How long {@code publish} waits for room.
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
