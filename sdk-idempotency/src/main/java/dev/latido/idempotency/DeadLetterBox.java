package dev.latido.idempotency;

import dev.latido.core.MqttConnection;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.internal.deadletter.SubscribedDeadLetterBox;
import dev.latido.idempotency.internal.deadletter.TableDeadLetterBox;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The dead letters of a topic or of a table, to be inspected, replayed or discarded.
 *
 * <p>A {@link DeadLetterTable} keeps dead letters itself. On a topic, the broker keeps dead letters for the session of the box's connection, from the first time a box is opened and for
 * the session expiry. Open such a box once when the consumers are set up, and give its connection its own client id.
 *
 * <p>A replay is published to the original topic with the unchanged payload and id. The group that could not handle the
 * message remembers it as dead. The replay therefore carries a number in the MQTT 5 user property {@code latido-replay},
 * which that group makes part of the remembered id: its consumers handle each replay once. For other groups the replay is
 * the message that they have seen.
 *
 * <p>Thread-safe.
 */
public interface DeadLetterBox extends AutoCloseable {

    /**
     * Subscribes to dead letters.
     *
     * @param connection a connection over MQTT 5; the caller keeps it and closes it
     * @param topics a filter for one or more dead-letter topics
     * @return the box, empty at first
     * @throws IllegalStateException if the connection is closed
     */
    static DeadLetterBox open(MqttConnection connection, TopicFilter topics) {
        return SubscribedDeadLetterBox.on(
                ConnectionLink.of(connection), Objects.requireNonNull(topics, "topics must not be null"));
    }

    /**
     * Opens the dead letters of a group in a table. {@link #letters()} reads the oldest 1,000 from the database;
     * those that are replayed or discarded are deleted there, which shows the next ones. {@link #letters()} and {@link
     * #discard} block while the database does and throw {@link SeenStoreException} if it fails.
     *
     * @param connection a connection over MQTT 5, for replays; the caller keeps it and closes it
     * @param table the table
     * @param group the group that could not handle the messages
     * @return the box
     * @throws IllegalStateException if the table is missing or this user may not work with it
     * @throws SeenStoreException if the database cannot be reached
     */
    static DeadLetterBox open(MqttConnection connection, DeadLetterTable table, String group) {
        return TableDeadLetterBox.on(
                ConnectionLink.of(connection),
                (LetterTable) Objects.requireNonNull(table, "table must not be null"),
                Objects.requireNonNull(group, "group must not be null"));
    }

    /**
     * Returns a future that completes when the broker has granted the subscription, exceptionally if the broker has
     * refused it. The box of a table needs no subscription: its future is complete.
     *
     * @return the future; it completes on a thread of the SDK
     */
    CompletableFuture<Void> subscribed();

    /**
     * Returns the dead letters that have arrived and were neither replayed nor discarded.
     *
     * @return the dead letters in the order of receipt; a copy
     */
    List<DeadLetter> letters();

    /**
     * Publishes a dead letter to its original topic, then removes it from the box.
     *
     * @param letter one of {@link #letters()}
     * @return a future that completes when the broker has acknowledged the replay; exceptionally, with the dead letter
     *     still in the box, if the broker did not acknowledge it, if no client has subscribed to the topic,
     *     or if the dead letter has only a reference to its payload
     * @throws IllegalArgumentException if the dead letter is not in the box
     */
    CompletableFuture<Void> replay(DeadLetter letter);

    /**
     * Removes a dead letter from the box permanently.
     *
     * @param letter one of {@link #letters()}
     * @throws IllegalArgumentException if the dead letter is not in the box
     */
    void discard(DeadLetter letter);

    /**
     * Closes the box; the remaining dead letters stay at the broker or in the table. MQTT acknowledges in the order of receipt. Dead
     * letters that arrived before a removed one are therefore published to their dead-letter topic again, after the
     * others, which takes up to 10 s each. Closing again has no effect.
     */
    @Override
    void close();
}
