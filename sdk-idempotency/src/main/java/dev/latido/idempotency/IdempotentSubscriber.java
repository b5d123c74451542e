package dev.latido.idempotency;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.core.PayloadCodec;
import dev.latido.idempotency.internal.subscriber.SubscriberBuilder;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * A subscriber whose effect is exactly-once although QoS 1 delivers at least once.
 *
 * <p>Every message runs through claim → handle → commit → acknowledge. The broker keeps it until its work is committed,
 * so nothing is lost when a handler fails or the process dies; the seen-store keeps its id, so nothing takes effect
 * twice when it comes again. A failing handler is tried again with growing pauses; a message that cannot be handled ends
 * on the dead-letter topic, and only then is acknowledged.
 *
 * <p>Messages of one topic are handled one at a time, in the order of receipt; different topics in parallel.
 *
 * <p><b>How long a message can hold back others.</b> MQTT acknowledges in the order of receipt, so that the
 * acknowledgements behind a message wait for it, and when {@linkplain
 * dev.latido.core.MqttConnection.Builder#receiveMaximum(int) as many as the receive maximum} wait, the broker sends no
 * more. A message that fails or gets stuck therefore has {@linkplain Options#patience(Duration) a patience} of 60 s, all
 * its attempts and pauses together; then its handler is interrupted, and the message becomes a dead letter. A handler
 * that ignores the interrupt is left behind after a further quarter of the patience: it can no longer commit in a
 * transactional store. So nothing waits for one message longer than 1.25 times the patience plus the time to store its
 * dead letter. Only what everything waits for has no such bound: a seen-store that is down, and a dead letter that
 * cannot be stored.
 *
 * <p><b>Reconnects.</b> When a connection ends, the broker delivers what it has no acknowledgement of again, on the next
 * one. A copy of a message in work joins it: it is acknowledged when the work is done. Copies that wait for their turn
 * are dropped in favour of the new ones.
 *
 * <p>Thread-safe.
 */
public interface IdempotentSubscriber extends AutoCloseable {

    /** How often a message is tried before it becomes a dead letter unless set: 5 times. */
    int DEFAULT_ATTEMPTS = 5;

    /** Pauses between the attempts unless set: full jitter up to 200 ms, doubling to 10 s. */
    Backoff DEFAULT_RETRY_BACKOFF = Backoff.between(Duration.ofMillis(200), Duration.ofSeconds(10));

    /** How many handlers run at the same time at most unless set: 8. */
    int DEFAULT_CONCURRENCY = 8;

    /** How long a claim lasts without being renewed unless set: 1 minute. */
    Duration DEFAULT_LEASE = Duration.ofMinutes(1);

    /** How long a message may be worked on before it becomes a dead letter unless set: 1 minute. */
    Duration DEFAULT_PATIENCE = Duration.ofMinutes(1);

    /** How long {@link #close()} waits for running handlers unless set: 10 s. */
    Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Starts the declaration of a subscriber.
     *
     * @param connection the connection to subscribe on; it closes the subscriber when it is closed itself
     * @return the first step
     */
    static Builder builder(MqttConnection connection) {
        return new SubscriberBuilder(connection);
    }

    /**
     * Completes when the broker has granted the subscription for the first time: from then on nothing that is published
     * is missed, whether this process runs or not (within the session expiry). Exceptionally if the broker refuses it.
     *
     * @return the future; it completes on a thread of the SDK
     */
    CompletableFuture<Void> subscribed();

    /**
     * What became of the messages so far.
     *
     * @return counters since the start
     */
    SubscriberStatistics statistics();

    /**
     * Takes no further message into work until {@link #resume()}. Running handlers finish and their messages are
     * acknowledged; the connection stays alive. What arrives meanwhile is held unacknowledged, bounded by the connection's
     * receive maximum; the rest waits with the broker. Calling it again does nothing.
     */
    void pause();

    /** Goes on after {@link #pause()}. Does nothing otherwise. */
    void resume();

    /**
     * Stops: takes no further message into work, lets running handlers finish for {@linkplain
     * Options#closeTimeout(Duration) 10 s}, then interrupts them. What was not committed is not acknowledged and comes
     * again at the next start. The subscription stays with the broker, so messages wait there. While the connection
     * stays open, messages for this subscriber are held unacknowledged on it, and MQTT's in-order acknowledgement makes
     * those of other subscribers wait behind them: close the connection too, or give each subscriber its own. Calling it
     * again does nothing.
     */
    @Override
    void close();

    /** First step: who and what. Not thread-safe. */
    interface Builder {

        /**
         * The name under which these consumers remember what they have handled. Consumers with another group handle the
         * same messages on their own account. Required.
         *
         * @param group 1 to 64 of {@code a-z}, {@code 0-9} and single inner {@code -}
         * @return this builder
         * @throws IllegalArgumentException if it is not spelled so
         */
        Builder group(String group);

        /**
         * What to subscribe to. May be called several times. At least one is required.
         *
         * @param filter a topic filter
         * @return this builder
         */
        Builder filter(TopicFilter filter);

        /**
         * Shares the messages with other processes: the broker hands each message of the filters to one of the consumers
         * that name the same shared group ({@code $share/<group>/<filter>}, MQTT 5, section 4.8.2). Messages of one topic
         * may then be in work in several processes at a time. Default: not shared, every client gets everything.
         *
         * @param name the shared group, without {@code /}, {@code +} and {@code #}
         * @return this builder
         * @throws dev.latido.topics.InvalidTopicException if it is not spelled so
         */
        Builder sharedGroup(String name);

        /**
         * Where a message's id is. Default: {@link IdSource#payload()}.
         *
         * @param source the source
         * @return this builder
         */
        Builder id(IdSource source);

        /**
         * What becomes of a message without an id. Default: {@link WithoutId#DEAD_LETTER}.
         *
         * @param policy what to do
         * @return this builder
         */
        Builder withoutId(WithoutId policy);

        /**
         * How payloads are read. Default: {@link dev.latido.core.JacksonCodec#create()}.
         *
         * @param codec the codec
         * @return this builder
         */
        Builder codec(PayloadCodec codec);

        /**
         * What the payload's value is. Required.
         *
         * @param type the value's class
         * @param <T> the value's type
         * @return the next step
         */
        <T> PayloadStep<T> payload(Class<T> type);
    }

    /**
     * Second step: where seen ids are kept, which decides the kind of handler.
     *
     * @param <T> the value's type
     */
    interface PayloadStep<T> {

        /**
         * Which messages are handled one after the other, in the order of receipt: those with equal keys. Default: those
         * of one topic. The function is called when a message arrives and must not block.
         *
         * @param key gives a message's key, by its {@code equals}
         * @return this step
         */
        PayloadStep<T> orderedBy(Function<? super Message<T>, ?> key);

        /**
         * Keeps ids in a store whose transactions can hold the handler's writes too.
         *
         * @param store the store; stays the caller's
         * @param <X> the transaction's type
         * @return the next step
         */
        <X> TransactionalStep<T, X> seenStore(TransactionalSeenStore<X> store);

        /**
         * Keeps ids in a store of its own. Default: {@link MemorySeenStore#create()}.
         *
         * @param store the store; stays the caller's
         * @return the next step
         */
        PlainStep<T> seenStore(SeenStore store);

        /**
         * Handles with the ids in memory.
         *
         * @param handler the handler
         * @return the last step
         */
        Options handler(MessageHandler<T> handler);

        /**
         * Handles without holding a thread, with the ids in memory.
         *
         * @param handler the handler
         * @return the last step
         */
        Options asyncHandler(AsyncMessageHandler<T> handler);
    }

    /**
     * Third step after a plain store.
     *
     * @param <T> the value's type
     */
    interface PlainStep<T> {

        /**
         * What to do with each message.
         *
         * @param handler the handler
         * @return the last step
         */
        Options handler(MessageHandler<T> handler);

        /**
         * What to begin with each message, without holding a thread.
         *
         * @param handler the handler
         * @return the last step
         */
        Options asyncHandler(AsyncMessageHandler<T> handler);
    }

    /**
     * Third step after a transactional store.
     *
     * @param <T> the value's type
     * @param <X> the transaction's type
     */
    interface TransactionalStep<T, X> extends PlainStep<T> {

        /**
         * Sets a handler that takes part in the transaction that marks each message: exactly-once effect. A handler
         * without the transaction, of {@link PlainStep}, is for effects elsewhere: its messages are claimed and then
         * committed in the same store.
         *
         * @param handler the handler
         * @return the last step
         */
        Options handler(TransactionalHandler<T, X> handler);

        /**
         * What to do with many messages at once, in the one transaction that marks them all. A batch begins when it is
         * full or when its first message has waited long enough.
         *
         * @param size how many messages at most, from 1; more than half the connection's receive maximum are never together
         * @param wait how long the first message waits for others, above zero
         * @param handler the handler
         * @return the last step
         * @throws IllegalArgumentException if a bound is not positive
         */
        Options batch(int size, Duration wait, BatchHandler<T, X> handler);
    }

    /** Last step: how. Every option has a default. Not thread-safe. */
    interface Options {

        /**
         * How often a message is tried before it becomes a dead letter. Default: {@link #DEFAULT_ATTEMPTS}.
         *
         * @param attempts from 1
         * @return this step
         * @throws IllegalArgumentException if it is below 1
         */
        Options attempts(int attempts);

        /**
         * Pauses between the attempts. Default: {@link #DEFAULT_RETRY_BACKOFF}.
         *
         * @param backoff the backoff
         * @return this step
         */
        Options backoff(Backoff backoff);

        /**
         * How many handlers run at the same time at most; batches, with a batch handler; open stages, with an asynchronous
         * one. Never more than half the connection's receive maximum. Default: {@link #DEFAULT_CONCURRENCY}.
         *
         * @param handlers from 1
         * @return this step
         * @throws IllegalArgumentException if it is below 1
         */
        Options concurrency(int handlers);

        /**
         * How long a claim lasts in the store after a crash of this process; renewed while a handler runs. Only for
         * plain handlers: a transaction needs none. Default: {@link #DEFAULT_LEASE}.
         *
         * @param lease above zero
         * @return this step
         * @throws IllegalArgumentException if it is not positive
         */
        Options lease(Duration lease);

        /**
         * The longest that a message is worked on, its attempts and the pauses between them together, before it becomes a
         * dead letter; what it waits for the store or for another process does not count. Must be longer than the longest
         * handler. See above for what it bounds. Default: {@link #DEFAULT_PATIENCE}.
         *
         * @param patience above zero
         * @return this step
         * @throws IllegalArgumentException if it is not positive
         */
        Options patience(Duration patience);

        /**
         * Where handlers run. Default: threads of the subscriber's own, virtual ones on JDK 24 or newer (before, a virtual
         * thread that blocks in {@code synchronized} code such as that of a JDBC driver holds its carrier).
         *
         * @param executor takes at most as many tasks as the concurrency at a time; stays the caller's
         * @return this step
         */
        Options executor(Executor executor);

        /**
         * Sets when the transaction marks a message. Only for transactional handlers; a batch is always marked first, since
         * that costs it one round trip for many messages. Default: {@link Marking#WITH_COMMIT}.
         *
         * <p>In both cases a redelivery of what this subscriber has committed is acknowledged without asking the store, as
         * long as it is among the last 100,000 messages and no older than an hour or half the store's {@linkplain
         * TransactionalSeenStore#retention() retention}, whichever is shorter. That takes up to 4 MB.
         *
         * @param marking with the commit or first
         * @return this step
         */
        Options marking(Marking marking);

        /**
         * Skips what is older than the last message handled of its topic, for state topics: a value that was overtaken is
         * acknowledged and counted as stale, never as a duplicate. Older is a smaller epoch and sequence of the same
         * producer's numbered id, otherwise an earlier timestamp of the producer; of messages that have neither, none is
         * older. The last ones are kept in memory, for the 100,000 topics used most, since the start of this subscriber.
         *
         * @return this step
         */
        Options latestWins();

        /**
         * Makes a message that has the id of another one, but different bytes, a dead letter instead of a duplicate: two
         * producers that use the same ids, or one that lost its counter. Not for producers that serialise a message anew
         * when they send it again.
         *
         * @return this step
         */
        Options detectConflicts();

        /**
         * Keeps messages that cannot be handled in a place of the application's, instead of the dead-letter topic.
         *
         * @param handler the handler
         * @return this step
         */
        Options deadLetters(DeadLetterHandler handler);

        /**
         * Hears of what becomes of messages. May be called several times.
         *
         * @param listener the listener
         * @return this step
         */
        Options listener(SubscriberListener listener);

        /**
         * Where messages go that cannot be handled: payload untouched; reason, attempts, original topic, group and id
         * as MQTT 5 user properties. Default: {@code latido/v1/evt/dead-letter/} and the group; this client needs the
         * right to publish there, otherwise such messages are held. A client with a persistent session has to subscribe to
         * it, such as {@code ./mvnw -q -Preplay}: a broker drops what nobody has subscribed to, and that is logged.
         *
         * @param topic the dead-letter topic
         * @return this step
         */
        Options deadLetterTopic(Topic topic);

        /**
         * How long {@link IdempotentSubscriber#close()} waits for running handlers. Default: {@link
         * #DEFAULT_CLOSE_TIMEOUT}.
         *
         * @param timeout above zero
         * @return this step
         * @throws IllegalArgumentException if it is not positive
         */
        Options closeTimeout(Duration timeout);

        /**
         * Subscribes and starts to handle. Does not wait for the broker: see {@link IdempotentSubscriber#subscribed()}.
         *
         * @return the running subscriber
         * @throws IllegalStateException if group or filter is missing, the connection is closed, or conflicts are to be
         *     detected with a store that cannot
         */
        IdempotentSubscriber start();
    }
}
