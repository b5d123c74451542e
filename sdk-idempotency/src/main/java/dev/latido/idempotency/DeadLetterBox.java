package dev.latido.idempotency;

import dev.latido.core.MqttConnection;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.idempotency.internal.deadletter.SubscribedDeadLetterBox;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The dead letters of a topic, to be looked at, replayed or discarded.
 *
 * <p>The broker keeps them for the connection's session, from its first opening on for as long as the session expiry
 * says: open a box once when the consumers are set up, and give its connection a client id of its own.
 *
 * <p>A replay is published to the original topic with the payload as it was, under the original id. Since the group that
 * gave the message up remembers it as dead, the replay carries a number in the MQTT 5 user property {@code
 * latido-replay}, which that group makes part of the remembered id: its consumers handle each replay once. Other groups
 * take it for the message that they have seen.
 *
 * <p>Thread-safe.
 */
public interface DeadLetterBox extends AutoCloseable {

    /**
     * Subscribes to dead letters.
     *
     * @param connection the connection, over MQTT 5; stays the caller's
     * @param topics the dead-letter topic, or several
     * @return the box, empty at first
     * @throws IllegalStateException if the connection is closed
     */
    static DeadLetterBox open(MqttConnection connection, TopicFilter topics) {
        return SubscribedDeadLetterBox.on(
                ConnectionLink.of(connection), Objects.requireNonNull(topics, "topics must not be null"));
    }

    /**
     * Completes when the broker has granted the subscription; exceptionally if it refused.
     *
     * @return the future; it completes on a thread of the SDK
     */
    CompletableFuture<Void> subscribed();

    /**
     * What has arrived and was neither replayed nor discarded.
     *
     * @return the letters in the order of receipt; a copy
     */
    List<DeadLetter> letters();

    /**
     * Publishes a letter to its original topic; then takes it out of the box.
     *
     * @param letter one of {@link #letters()}
     * @return completes when the broker has acknowledged; exceptionally, and the letter stays, if it did not, or if
     *     nobody has subscribed to the topic
     * @throws IllegalArgumentException if the letter is not in the box
     */
    CompletableFuture<Void> replay(DeadLetter letter);

    /**
     * Takes a letter out of the box for good.
     *
     * @param letter one of {@link #letters()}
     * @throws IllegalArgumentException if the letter is not in the box
     */
    void discard(DeadLetter letter);

    /**
     * Closes the box; the rest stays with the broker. MQTT acknowledges in the order of receipt, so letters that came
     * before one that was taken out are published to their dead-letter topic again, behind the others. Calling it again
     * does nothing.
     */
    @Override
    void close();
}
