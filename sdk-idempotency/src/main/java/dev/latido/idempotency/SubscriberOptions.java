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
     * Sets the number of attempts at a message before it becomes a dead letter. Default: {@link
     * IdempotentSubscriber#DEFAULT_ATTEMPTS}, 5. An attempt that met another transaction (a deadlock, a lock timeout)
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
     * <p>Of two numbered ids of the same producer, the one with the smaller epoch is older, or the one with the smaller
     * sequence in the same epoch. Between other messages the producers' timestamps decide; if one is missing, neither
     * message is older. The last messages are remembered in memory since the start of this subscriber, for the 100,000
     * most used topics.
     *
     * @return this step
     */
    SubscriberOptions latestWins();

    /**
     * Makes a message a dead letter, instead of a duplicate, if it has the id of another message but different bytes.
     * That finds two producers that use the same ids, and a producer that lost its counter. Do not use it with
     * producers that serialise a message again when they resend it. Default: such a message is a duplicate.
     *
     * @return this step
     */
    SubscriberOptions detectConflicts();

    /**
     * Stores messages that cannot be handled with a handler of the application, instead of publishing them on the
     * dead-letter topic. Default: the {@linkplain #deadLetterTopic(Topic) dead-letter topic}.
     *
     * @param handler the handler
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
     * <p>This client needs the permission to publish there; otherwise the messages stay unacknowledged. A client with a
     * persistent session must subscribe to the topic, such as {@code ./mvnw -q -Preplay}: the broker drops messages
     * that no client has subscribed to, and that is logged.
     *
     * @param topic the dead-letter topic
     * @return this step
     */
    SubscriberOptions deadLetterTopic(Topic topic);

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
     * Subscribes and starts to handle messages. Does not wait for the broker: see {@link
     * IdempotentSubscriber#subscribed()}.
     *
     * @return the running subscriber
     * @throws IllegalStateException if group or filter is missing, if the connection is closed, or if {@link
     *     #detectConflicts()} is set and the store keeps no fingerprints
     */
    IdempotentSubscriber start();
}
