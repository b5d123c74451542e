package dev.latido.idempotency;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.core.PayloadCodec;
import dev.latido.idempotency.internal.subscriber.SubscriberBuilder;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A subscriber with exactly-once effect on top of QoS 1, which delivers at least once.
 *
 * <p>A message is acknowledged only after its handler has succeeded and the seen-store has committed its mark, the
 * record that it has been handled. The broker keeps the message until then, so nothing is lost when a handler fails or
 * the process crashes. The store keeps the mark, so a redelivered message takes no effect again. With a {@link
 * TransactionalHandler}, mark and effect are committed together. With any other handler, the effect can take place
 * again after a crash between effect and mark.
 *
 * <p>A failed handler is retried with growing pauses. A message that cannot be handled is stored on the dead-letter
 * topic before it is acknowledged.
 *
 * <p>Messages of one topic are handled one at a time, in the order of receipt. Different topics are handled in
 * parallel.
 *
 * <p><b>How long a message can hold back others.</b> MQTT acknowledges in the order of receipt. The acknowledgements of
 * later messages therefore wait for those of earlier ones. When {@linkplain MqttConnection.Builder#receiveMaximum(int)
 * as many messages as the receive maximum} are unacknowledged, the broker sends no more. A message therefore has a
 * {@linkplain SubscriberOptions#patience(Duration) patience}, the time limit for all its attempts and pauses together:
 * 60 s by default. At the end of the patience the handler is interrupted, and the message becomes a dead letter. A
 * handler that ignores the interrupt is abandoned after another quarter of the patience. It can no longer commit in a
 * transactional store.
 *
 * <p>So no message waits for another one longer than 1.25 times the patience plus the time to store the dead letter.
 * Three waits have no such bound, because all messages share them: for a seen-store that is down, for a dead letter that
 * cannot be stored, and for the end of a suspension.
 *
 * <p><b>Suspension.</b> When {@linkplain SubscriberOptions#suspendAfter(int) different messages} fail in the same way and
 * none is handled in between, the messages are not at fault: a table is missing, a service is down. The group is then
 * suspended. No message becomes a dead letter, and one message is tried again at a time, after pauses that grow from 1 s
 * to 60 s. The group resumes when one succeeds. The subscriber also {@linkplain SubscriberListener#suspended counts as
 * suspended} while the broker says that no client keeps its dead letters.
 *
 * <p><b>Reconnects.</b> When a connection ends, the broker redelivers all unacknowledged messages on the next one. The
 * redelivery of a message that is still being handled joins it and is acknowledged when the handling is done. Copies
 * that still wait to be handled are dropped in favour of their redeliveries.
 *
 * <p>Thread-safe.
 */
public interface IdempotentSubscriber extends AutoCloseable {

    /** Default of {@link SubscriberOptions#attempts}: 30, so that usually the patience ends the attempts. */
    int DEFAULT_ATTEMPTS = 30;

    /** Default of {@link SubscriberOptions#backoff}: full jitter up to 200 ms, doubling to 10 s. */
    Backoff DEFAULT_RETRY_BACKOFF = Backoff.between(Duration.ofMillis(200), Duration.ofSeconds(10));

    /** Default of {@link SubscriberOptions#concurrency}: 8. */
    int DEFAULT_CONCURRENCY = 8;

    /** Default of {@link SubscriberOptions#lease}: 1 minute. */
    Duration DEFAULT_LEASE = Duration.ofMinutes(1);

    /** Default of {@link SubscriberOptions#patience}: 1 minute. */
    Duration DEFAULT_PATIENCE = Duration.ofMinutes(1);

    /** Default of {@link SubscriberOptions#suspendAfter}: 10 messages. */
    int DEFAULT_SUSPEND_AFTER = 10;

    /** Default of {@link SubscriberOptions#closeTimeout}: 10 s. */
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
     * Returns a future that completes when the broker has granted the subscription for the first time. From then on no
     * message that is published is missed, whether this process runs or not, within the session expiry. The future
     * completes exceptionally if the broker refuses the subscription, or if the subscriber is closed before.
     *
     * @return the future; it completes on a thread of the SDK, or on the one that closes the subscriber
     */
    CompletableFuture<Void> subscribed();

    /**
     * Returns the numbers of messages so far, by what happened to them.
     *
     * @return counters since the start
     */
    SubscriberStatistics statistics();

    /**
     * Returns whether the group is suspended in this process, for a health check.
     *
     * @return true between {@link SubscriberListener#suspended} and {@link SubscriberListener#resumed}
     */
    boolean isSuspended();

    /**
     * Stops handling further messages until {@link #resume()}. Running handlers finish, and their messages are
     * acknowledged. The connection stays up. Messages that arrive meanwhile are held unacknowledged, at most the
     * connection's receive maximum; the rest is queued at the broker. Pausing again has no effect.
     */
    void pause();

    /** Continues after {@link #pause()}. Has no effect otherwise. */
    void resume();

    /**
     * Stops the subscriber. No further message is handled. Running handlers have the {@linkplain
     * SubscriberOptions#closeTimeout(Duration) close timeout}, 10 s by default, to finish; for its last fifth they are
     * interrupted. Messages that were not committed are not acknowledged and are redelivered after the next start. The
     * subscription stays at the broker, so messages are queued there.
     *
     * <p>While the connection stays open, messages for this subscriber are held unacknowledged on it. Because MQTT
     * acknowledges in order, the acknowledgements of other subscribers on the connection wait behind them, also in the
     * next session. The next subscriber to these topics on the connection gets the messages. Otherwise close the
     * connection too, or give each subscriber its own. Closing again has no effect.
     */
    @Override
    void close();

    /** First step: the group, the subscription and the messages' form. Not thread-safe. */
    interface Builder {

        /**
         * Sets the name under which these consumers remember what they have handled. Consumers of another group handle
         * the same messages independently. Required.
         *
         * @param group 1 to 64 of {@code a-z}, {@code 0-9} and single inner {@code -}
         * @return this builder
         * @throws IllegalArgumentException if the name does not have this form
         */
        Builder group(String group);

        /**
         * Adds a filter to subscribe to. May be called more than once. At least one filter is required.
         *
         * @param filter a topic filter
         * @return this builder
         */
        Builder filter(TopicFilter filter);

        /**
         * Shares the messages with other processes: the broker delivers each message of the filters to one of the
         * consumers that name the same shared group ({@code $share/<group>/<filter>}, MQTT 5, section 4.8.2). Several
         * processes may then handle messages of one topic at the same time. Default: not shared; every client receives
         * every message.
         *
         * @param name the shared group, without {@code /}, {@code +} and {@code #}
         * @return this builder
         * @throws dev.latido.topics.InvalidTopicException if the name is invalid
         */
        Builder sharedGroup(String name);

        /**
         * Sets where the id of a message is found. Default: {@link IdSource#payload()}.
         *
         * @param source the source
         * @return this builder
         */
        Builder id(IdSource source);

        /**
         * Sets what happens to a message without an id. Default: {@link WithoutId#DEAD_LETTER}.
         *
         * @param policy what to do
         * @return this builder
         */
        Builder withoutId(WithoutId policy);

        /**
         * Sets the codec that reads payloads. Default: {@link dev.latido.core.JacksonCodec#create()}, which {@link
         * SubscriberOptions#start()} calls if no codec was set.
         *
         * @param codec the codec
         * @return this builder
         */
        Builder codec(PayloadCodec codec);

        /**
         * Sets the type of the payload's value. Required.
         *
         * @param type the value's class
         * @param <T> the value's type
         * @return the next step
         */
        <T> PayloadStep<T> payload(Class<T> type);
    }

    /**
     * Second step: where seen ids are kept, which decides the kind of handler. Not thread-safe.
     *
     * @param <T> the value's type
     */
    interface PayloadStep<T> {

        /**
         * Sets the order of handling: messages with equal keys are handled one at a time, in the order of receipt.
         * Default: the topic. The function is called on the connection's thread when a message arrives and must not
         * block. If it throws or returns null, the message is ordered by its topic.
         *
         * @param key returns a message's key, which is compared by {@code equals}
         * @return this step
         */
        PayloadStep<T> orderedBy(Function<? super Message<T>, ?> key);

        /**
         * Keeps ids in a store whose transactions can also contain the handler's writes.
         *
         * @param store the store; stays the caller's
         * @param <X> the transaction's type
         * @return the next step
         */
        <X> TransactionalStep<T, X> seenStore(TransactionalSeenStore<X> store);

        /**
         * Keeps ids in a store apart from the handler's writes. Default: {@link MemorySeenStore#create()}.
         *
         * @param store the store; stays the caller's
         * @return the next step
         */
        PlainStep<T> seenStore(SeenStore store);

        /**
         * Sets the handler, with the ids in memory.
         *
         * @param handler the handler
         * @return the last step
         */
        SubscriberOptions handler(MessageHandler<T> handler);

        /**
         * Sets a handler that holds no thread while it works, with the ids in memory.
         *
         * @param handler the handler
         * @return the last step
         */
        SubscriberOptions asyncHandler(AsyncMessageHandler<T> handler);
    }

    /**
     * Third step after a plain store.
     *
     * @param <T> the value's type
     */
    interface PlainStep<T> {

        /**
         * Sets the handler of each message.
         *
         * @param handler the handler
         * @return the last step
         */
        SubscriberOptions handler(MessageHandler<T> handler);

        /**
         * Sets a handler that holds no thread while it works.
         *
         * @param handler the handler
         * @return the last step
         */
        SubscriberOptions asyncHandler(AsyncMessageHandler<T> handler);
    }

    /**
     * Third step after a transactional store.
     *
     * @param <T> the value's type
     * @param <X> the transaction's type
     */
    interface TransactionalStep<T, X> extends PlainStep<T> {

        /**
         * Sets a handler that takes part in the transaction that marks each message: exactly-once effect. The handlers
         * of {@link PlainStep} are for effects elsewhere; their messages are claimed and then committed in the same
         * store.
         *
         * @param handler the handler
         * @return the last step
         */
        SubscriberOptions handler(TransactionalHandler<T, X> handler);

        /**
         * Sets a handler of many messages at once, in the transaction that marks them all. A batch begins when it is
         * full or when its first message has waited for the given time.
         *
         * @param size the most messages of a batch, from 1; a batch never exceeds half the connection's receive maximum
         * @param wait how long the first message waits for others, above zero
         * @param handler the handler
         * @return the last step
         * @throws IllegalArgumentException if a bound is not positive
         */
        SubscriberOptions batch(int size, Duration wait, BatchHandler<T, X> handler);
    }
}
