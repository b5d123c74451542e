package dev.latido.idempotency;

import dev.latido.core.Backoff;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The options of a subscriber, the last step of {@link IdempotentSubscriber#builder}. Every option has a default. Not
 * thread-safe.
 */
public interface SubscriberOptions {

    /**
     * Sets the maximum number of attempts at a message before it becomes a dead letter. The {@linkplain
     * #patience(Duration) patience} can end the attempts earlier; with the defaults it does. Default: {@link
     * IdempotentSubscriber#DEFAULT_ATTEMPTS}, 30. An attempt that met another transaction (a deadlock, a lock timeout)
     * uses up none. Data that the database refuses twice in the same way has no further one.
     *
     * @param attempts from 1
     * @return this step
     * @throws IllegalArgumentException if it is below 1
     */
    SubscriberOptions attempts(int attempts);

    /**
     * Sets the pauses between the attempts. Default: {@link IdempotentSubscriber#DEFAULT_RETRY_BACKOFF}, full jitter up
     * to 200 ms, doubling to 10 s.
     *
     * @param backoff the backoff
     * @return this step
     */
    SubscriberOptions backoff(Backoff backoff);

    /**
     * Sets the maximum number of handlers that run at the same time: calls of a plain or transactional handler, batches
     * of a batch handler, open stages of an asynchronous handler. It is never more than half the connection's receive
     * maximum. Default: {@link IdempotentSubscriber#DEFAULT_CONCURRENCY}, 8.
     *
     * @param handlers from 1
     * @return this step
     * @throws IllegalArgumentException if it is below 1
     */
    SubscriberOptions concurrency(int handlers);

    /**
     * Sets how long a claim lasts in the store after a crash of this process. Claims are renewed while a handler runs.
     * Only for handlers without a transaction, since marks in a transaction need no claim. Default: {@link
     * IdempotentSubscriber#DEFAULT_LEASE}, 1 minute.
     *
     * @param lease above zero
     * @return this step
     * @throws IllegalArgumentException if it is not positive
     */
    SubscriberOptions lease(Duration lease);

    /**
     * Sets the time limit for all attempts at a message and the pauses between them together. When it is over, the
     * message becomes a dead letter. Time in which the message waits for the store or for another process does not
     * count. The patience must be longer than the longest run of the handler. The class comment of {@link
     * IdempotentSubscriber} says what it bounds. Default: {@link IdempotentSubscriber#DEFAULT_PATIENCE}, 1 minute.
     *
     * @param patience above zero
     * @return this step
     * @throws IllegalArgumentException if it is not positive
     */
    SubscriberOptions patience(Duration patience);

    /**
     * Sets the number of different messages that must fail in the same way, with none handled in between, for the group
     * to be suspended in this process: see {@link IdempotentSubscriber}. Failures are of the same way if their root
     * causes have the same type and the same SQLSTATE or, without one, were thrown at the same place in the code.
     * Messages that cannot be read count. A {@link PermanentFailure} does not: it is the handler's word that the message
     * is at fault. Default: {@link IdempotentSubscriber#DEFAULT_SUSPEND_AFTER}, 10.
     *
     * @param messages from 2
     * @return this step
     * @throws IllegalArgumentException if it is below 2
     */
    SubscriberOptions suspendAfter(int messages);

    /**
     * Sets the executor that runs the handlers. By default the subscriber uses its own threads, which are virtual
     * threads on JDK 24 or newer. (On earlier JDKs, a virtual thread that blocks in {@code synchronized} code, such as
     * that of a JDBC driver, pins its carrier thread.)
     *
     * @param executor runs at most as many tasks at a time as the concurrency; stays the caller's
     * @return this step
     */
    SubscriberOptions executor(Executor executor);

    /**
     * Sets when the transaction marks a message. Only for transactional handlers. Batches are always marked first,
     * because that costs one round trip for all messages of a batch. Default: {@link Marking#WITH_COMMIT}.
     *
     * <p>In both cases the subscriber remembers the messages that it has committed, and acknowledges their redeliveries
     * without asking the store. It remembers the last 100,000 messages for an hour or half the store's {@linkplain
     * TransactionalSeenStore#retention() retention}, whichever is shorter. This takes up to 4 MB.
     *
     * @param marking with the commit or first
     * @return this step
     */
    SubscriberOptions marking(Marking marking);

    /**
     * Skips messages that are older than the last one handled of their topic, for topics that carry a state. A skipped
     * message is acknowledged and counted as stale, never as a duplicate. Default: no message is skipped.
     *
     * <p>Of two messages with ids of the same Latido publisher, {@code clientId:epoch:sequence}, the one with the smaller
     * epoch is older, or the one with the smaller sequence in the same epoch. Between other messages the producers' timestamps decide; if one is missing, neither
     * message is older. The last messages are remembered in memory since the start of this subscriber, for the 100,000
     * most used topics.
     *
     * @return this step
     */
    SubscriberOptions latestWins();

    /**
     * Makes a message a dead letter, instead of a duplicate, if it has the id of another message but different bytes.
     * That finds two producers that use the same ids on one topic, and a producer that lost its counter. Do not use it with
     * producers that serialise a message again when they resend it. Default: such a message is a duplicate.
     *
     * @return this step
     */
    SubscriberOptions detectConflicts();

    /**
     * Stores messages that cannot be handled in a table or with a handler of the application, instead of publishing them
     * on the dead-letter topic. Where there is a database, a table is recommended:
     *
     * <pre>{@code
     * .deadLetters(DeadLetterTable.of(dataSource).createTable())
     * }</pre>
     *
     * <p>Together with a {@link dev.latido.idempotency.jdbc.JdbcSeenStore} of the same data source, a {@link
     * dev.latido.idempotency.jdbc.DeadLetterTable} stores each dead letter in the transaction that marks its message.
     * Default: the {@linkplain #deadLetterTopic(Topic) dead-letter topic}.
     *
     * @param handler the table or handler
     * @return this step
     */
    SubscriberOptions deadLetters(DeadLetterHandler handler);

    /**
     * Adds a listener that is notified of what happens to messages. May be called more than once. By default, there are
     * no listeners.
     *
     * @param listener the listener
     * @return this step
     */
    SubscriberOptions listener(SubscriberListener listener);

    /**
     * Sets the topic on which messages that cannot be handled are published. The payload is unchanged. Reason,
     * attempts, original topic, group and id are MQTT 5 user properties. Default: {@code latido/v1/evt/dead-letter/}
     * followed by the group.
     *
     * <p>This client needs the permission to publish there; otherwise the messages stay unacknowledged. MQTT has no way
     * to ask for a permission before, so it is missed at the first dead letter. A client with a
     * persistent session must subscribe to the topic, such as {@code ./mvnw -q -Preplay}: the broker drops messages
     * that no client has subscribed to. Over MQTT 5 it says so; the message then stays unacknowledged, and the dead
     * letter is published again until a client keeps it. A broker over MQTT 3.1.1 does not say so, and some brokers of
     * MQTT 5 do not either. Use a {@linkplain #deadLetters(DeadLetterHandler) handler} there, or keep what {@link
     * SubscriberListener#deadLettered} gets.
     *
     * <p>A dead letter that is larger than the broker accepts is published without the user properties of its message.
     * If it is still too large, a reference takes the place of the payload: JSON with topic, group, id, size and SHA-256,
     * announced by the user property {@code latido-payload}. It cannot be replayed.
     *
     * @param topic the dead-letter topic
     * @return this step
     */
    SubscriberOptions deadLetterTopic(Topic topic);

    /**
     * Sets the size of the largest packet for a dead letter, in bytes with topic and properties, for brokers that do not
     * announce a limit but close the connection. Without it, the size that the broker announces is the limit (MQTT 5,
     * section 3.2.2.3.6), and a dead letter is taken for too large after it has ended three sessions of at least 2 s.
     * Default: no limit but the broker's.
     *
     * @param bytes from 1
     * @return this step
     * @throws IllegalArgumentException if it is below 1
     */
    SubscriberOptions deadLetterMaximum(int bytes);

    /**
     * Stores dead letters that cannot be published at all, because even a reference is larger than the broker accepts.
     * Default: such messages stay unacknowledged and are {@linkplain SubscriberListener#deadLetterRefused reported}.
     *
     * @param handler the handler; a message is acknowledged when it returns, whether or not it has kept the dead letter
     * @return this step
     */
    SubscriberOptions impossibleDeadLetters(DeadLetterHandler handler);

    /**
     * Sets how long {@link IdempotentSubscriber#close()} waits for running handlers, which are interrupted for the last
     * fifth of this time. Default: {@link IdempotentSubscriber#DEFAULT_CLOSE_TIMEOUT}, 10 s.
     *
     * @param timeout above zero
     * @return this step
     * @throws IllegalArgumentException if it is not positive
     */
    SubscriberOptions closeTimeout(Duration timeout);

    /**
     * Checks the store, subscribes and starts to handle messages. Does not wait for the broker: see {@link
     * IdempotentSubscriber#subscribed()}.
     *
     * <p>The {@linkplain SeenStore#check() check} tries the statements of the seen-store, and those of a {@link
     * dev.latido.idempotency.jdbc.DeadLetterTable}. A database that does not answer does not prevent the start: that is
     * logged, and messages are held until it answers.
     *
     * @return the running subscriber
     * @throws IllegalStateException if group or filter is missing, if the connection is closed, if {@link
     *     #detectConflicts()} is set and the store keeps no fingerprints, or if a table, a column, a key or a permission
     *     is missing or wrong; the message says what to do
     */
    IdempotentSubscriber start();
}
