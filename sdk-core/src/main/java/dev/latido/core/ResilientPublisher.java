package dev.latido.core;

import dev.latido.core.internal.publish.PublisherBuilder;
import dev.latido.topics.Topic;
import java.time.Duration;

/**
 * Publishes messages and keeps each one until the broker's PUBACK, across lost connections, within bounds.
 *
 * <p>Messages enter a bounded outbox and leave it when their outcome is known. After a reconnect, unacknowledged
 * messages are sent again, oldest first, with the same id. The broker may therefore receive a message twice (MQTT 5,
 * section 4.3.2, "at least once"); an idempotent consumer takes effect once. Every {@link Publication} has exactly one
 * outcome.
 *
 * <p>Order: the messages of one topic reach the broker in the order of {@code publish} if they have the same QoS; see
 * {@link Builder#strictOrder()} for the exception. Commands and presence overtake other messages when there is a
 * backlog.
 *
 * <p>Each message is a separate packet. Packing several into one would save a few bytes of header, but messages would
 * lose their own id, topic, acknowledgement and outcome, on which the rest of this SDK is built.
 *
 * <p>Thread-safe. {@code publish} never throws because of connectivity, works before the first session, and does not
 * block unless {@link Overflow#block} is set. {@link #close()}, or closing the connection, ends the publisher.
 */
public interface ResilientPublisher extends AutoCloseable {

    /** Default of {@link Builder#payloadLimit}: 256 KiB, the course's bound for MQTT. */
    int DEFAULT_PAYLOAD_LIMIT = 256 * 1024;

    /** Default of {@link Builder#inFlight}: 1,024 messages; the broker's receive maximum may allow fewer. */
    int DEFAULT_IN_FLIGHT = 1_024;

    /** Default of {@link Builder#acknowledgementTimeout}: 30 s. */
    Duration DEFAULT_ACKNOWLEDGEMENT_TIMEOUT = Duration.ofSeconds(30);

    /** Default of {@link Builder#suspectAfter}: 3 sessions. */
    int DEFAULT_SUSPECT_AFTER = 3;

    /** Default of {@link Builder#retryBackoff}: 500 ms, doubling up to 30 s. */
    Backoff DEFAULT_RETRY_BACKOFF = Backoff.between(Duration.ofMillis(500), Duration.ofSeconds(30));

    /**
     * Starts the declaration of a publisher.
     *
     * @param connection the connection to publish through; it closes the publisher when it is closed itself
     * @return a builder with the defaults named here
     */
    static Builder builder(MqttConnection connection) {
        return new PublisherBuilder(connection);
    }

    /**
     * Publishes a value with QoS 1, not retained, without expiry.
     *
     * @param topic the topic
     * @param value the value; the codec writes it together with the message id and the time
     * @return the publication, with the outcome of the message
     * @throws PayloadTooLargeException if the payload is over the limit
     * @throws PayloadException if the codec cannot write the value
     * @throws IllegalStateException if the publisher is closed
     */
    Publication publish(Topic topic, Object value);

    /**
     * Publishes a request.
     *
     * @param request the topic, value and options
     * @return the publication, with the outcome of the message
     * @throws PayloadTooLargeException if the payload is over the limit
     * @throws PayloadException if the codec cannot write the value
     * @throws IllegalArgumentException if the request needs MQTT 5 and the connection uses MQTT 3.1.1: expiry, content
     *     type and user properties
     * @throws IllegalStateException if the publisher is closed
     */
    Publication publish(PublishRequest request);

    /**
     * Publishes a state: QoS 1, retained, so that later subscribers receive the last value (MQTT 5, section 3.3.1.3).
     *
     * @param topic a topic of the state channel, or of another layout
     * @param value the last known value
     * @return the publication, with the outcome of the message
     * @throws PayloadTooLargeException if the payload is over the limit
     * @throws PayloadException if the codec cannot write the value
     * @throws IllegalArgumentException if the topic belongs to events or commands, which are never retained
     * @throws IllegalStateException if the publisher is closed
     */
    Publication publishState(Topic topic, Object value);

    /**
     * Returns the amount of messages that have no outcome yet.
     *
     * @return messages, bytes and age of the outbox
     */
    Outbox.Backlog backlog();

    /**
     * Returns the number of messages in flight: sent in the present session, and not yet acknowledged.
     *
     * @return the number, 0 without a session
     */
    int inFlight();

    /**
     * Waits until every message published so far, and every message that an earlier process left in a durable outbox,
     * has its outcome.
     *
     * @param timeout the maximum wait
     * @return true if nothing is left, false if the timeout expired or the thread was interrupted
     */
    boolean drain(Duration timeout);

    /**
     * Rejects new messages, waits for the outcomes of the others, and closes the outbox. This takes at most the
     * connection's close timeout. Publications of messages that are still unacknowledged then fail with {@link
     * LeftInStoreException} if the outbox is durable, otherwise with {@link NotAcknowledgedException}; the log and
     * {@link PublisherListener} report how many they are. Closing again has no effect. The connection stays open.
     */
    @Override
    void close();

    /** Declares a {@link ResilientPublisher}. Not thread-safe. */
    interface Builder {

        /**
         * Sets the outbox, in which messages wait. The publisher closes it. Default: {@link MemoryOutbox#create()}.
         *
         * @param outbox an outbox that no other publisher uses
         * @return this builder
         */
        Builder outbox(Outbox outbox);

        /**
         * Sets the codec that converts values into payloads. Default: {@link JacksonCodec#create()}, which
         * {@link #build()} calls if no codec was set.
         *
         * @param codec the codec
         * @return this builder
         */
        Builder codec(PayloadCodec codec);

        /**
         * Sets the largest payload; {@code publish} throws {@link PayloadTooLargeException} for a larger one. Default:
         * {@link #DEFAULT_PAYLOAD_LIMIT}, 256 KiB.
         *
         * @param bytes 1 to 268,435,455
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder payloadLimit(int bytes);

        /**
         * Sets the maximum number of messages in flight. Default: {@link #DEFAULT_IN_FLIGHT}, 1,024.
         *
         * @param messages 1 to 65,535
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder inFlight(int messages);

        /**
         * Sets the time after which a missing PUBACK counts as a broken connection, which is then renewed. Default:
         * {@link #DEFAULT_ACKNOWLEDGEMENT_TIMEOUT}, 30 s.
         *
         * @param timeout above zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder acknowledgementTimeout(Duration timeout);

        /**
         * Sets the policy for messages that the outbox has no room for. Default: {@link Overflow#REJECT}.
         *
         * @param overflow the policy
         * @return this builder
         */
        Builder overflow(Overflow overflow);

        /**
         * Sets the time after which a message in the outbox is no longer sent; {@link PublishRequest#expiry} may be
         * shorter. The broker does not receive this time. Default: no limit.
         *
         * @param age above zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder maxAge(Duration age);

        /**
         * Sets the maximum rate, for metered links. Default: no limit, as fast as the broker acknowledges.
         *
         * @param limit messages and bytes per second
         * @return this builder
         */
        Builder rateLimit(RateLimit limit);

        /**
         * Sets the delays before a message that the broker rejected temporarily is sent again (quota exceeded,
         * unspecified error, implementation specific error, server busy; MQTT 5, section 3.4.2.1). Until it is
         * acknowledged, later messages of its topic wait; other topics continue. Default: {@link
         * #DEFAULT_RETRY_BACKOFF}, 500 ms to 30 s.
         *
         * @param backoff the delays, with full jitter
         * @return this builder
         */
        Builder retryBackoff(Backoff backoff);

        /**
         * Keeps only one message per topic in flight, at one round trip each; topics are sent in parallel. Otherwise,
         * messages that are already in flight when the broker temporarily rejects one reach the broker before that one.
         * Default: off.
         *
         * @return this builder
         */
        Builder strictOrder();

        /**
         * Sets the number of sessions in a row that end with the same message first in flight before this message is
         * suspected of ending them, as brokers do that close the connection instead of rejecting a message. It is then
         * held back, and tried alone. If sessions go on without it and end with it, three times in a row, it is
         * rejected ({@link PublishRejectedException#endedConnection()}). A network that loses connections rejects
         * nothing. Default: {@link #DEFAULT_SUSPECT_AFTER}, 3 sessions.
         *
         * @param sessions at least 1; {@link Integer#MAX_VALUE} to suspect no message
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        Builder suspectAfter(int sessions);

        /**
         * Adds a listener for the outcomes of messages. May be called more than once. By default, there are no
         * listeners.
         *
         * @param listener the listener; listeners are called in the order of declaration
         * @return this builder
         */
        Builder listener(PublisherListener listener);

        /**
         * Closes the publisher when the JVM shuts down, as {@link ResilientPublisher#close()} does, so that a graceful
         * end (SIGTERM, {@code System.exit}) waits for acknowledgements. Default: off, because the code that manages
         * the publisher's lifecycle closes it. Without either, {@code System.exit} ends the process at once: messages
         * that are not acknowledged are lost with a {@link MemoryOutbox}, and sent after the next start with a {@link
         * JournalOutbox}, if they were stored. {@code SIGKILL} and {@code Runtime.halt} always do that.
         *
         * @return this builder
         */
        Builder closeOnShutdown();

        /**
         * Creates the publisher, which sends whenever the connection has a session.
         *
         * @return the publisher
         * @throws IllegalStateException if the connection is closed, or uses MQTT 3.1.1 while the codec needs MQTT 5
         *     for the id
         * @throws IncompatibleLibraryException if no codec was set and Jackson cannot be used
         */
        ResilientPublisher build();
    }
}
