package dev.latido.core;

import dev.latido.core.internal.publish.PublisherBuilder;
import dev.latido.topics.Topic;
import java.time.Duration;

/**
 * Publishes and keeps every message until the broker's PUBACK, across lost connections, within bounds.
 *
 * <p>Messages enter a bounded outbox and leave it when their outcome is known. After a reconnect what was not
 * acknowledged is sent again, oldest first, with the same id: the broker may get a message twice (MQTT 5, section 4.3.2,
 * "at least once"), a consumer that is idempotent takes effect once. Every {@link Publication} ends in one outcome.
 *
 * <p>Order: the messages of one topic reach the broker in the order of {@code publish}, as long as they have the same
 * QoS; see {@link Builder#strictOrder()} for the exception. Commands and presence overtake the rest when there is a
 * backlog.
 *
 * <p>Each message is a packet of its own. Packing several into one saves a few bytes of header and costs what the rest of
 * this SDK is built on: an id, a topic, an acknowledgement and an outcome for each.
 *
 * <p>Thread-safe. {@code publish} never throws for connectivity, works before the first session, and does not block
 * unless {@link Overflow#block} was asked for.
 */
public interface ResilientPublisher extends AutoCloseable {

    /** The largest payload unless set: 256 KiB, the course's bound for MQTT. */
    int DEFAULT_PAYLOAD_LIMIT = 256 * 1024;

    /** How many unacknowledged messages are under way unless set; the broker's receive maximum may allow fewer. */
    int DEFAULT_IN_FLIGHT = 1_024;

    /** How long a PUBACK may take unless set: 30 s; then the connection is renewed. */
    Duration DEFAULT_ACKNOWLEDGEMENT_TIMEOUT = Duration.ofSeconds(30);

    /** When a message that the broker could not take just now is sent again unless set: 500 ms doubling to 30 s. */
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
     * @param topic where to
     * @param value what to say; the codec writes it together with its id and the time
     * @return what becomes of the message
     * @throws PayloadTooLargeException if the payload is over the limit
     * @throws PayloadException if the codec cannot write the value
     * @throws IllegalStateException if the publisher is closed
     */
    Publication publish(Topic topic, Object value);

    /**
     * Publishes as a request says.
     *
     * @param request what and how
     * @return what becomes of the message
     * @throws PayloadTooLargeException if the payload is over the limit
     * @throws PayloadException if the codec cannot write the value
     * @throws IllegalArgumentException if it asks for what the connection's version of MQTT has not: with MQTT 3.1.1
     *     expiry, content type and user properties
     * @throws IllegalStateException if the publisher is closed
     */
    Publication publish(PublishRequest request);

    /**
     * Publishes a state: QoS 1, retained, so that who subscribes later gets the last one (MQTT 5, section 3.3.1.3).
     *
     * @param topic where to; a topic of the state channel, or one of another layout
     * @param value the last known value
     * @return what becomes of the message
     * @throws PayloadTooLargeException if the payload is over the limit
     * @throws PayloadException if the codec cannot write the value
     * @throws IllegalArgumentException if the topic is one of events or commands, which are never retained
     * @throws IllegalStateException if the publisher is closed
     */
    Publication publishState(Topic topic, Object value);

    /**
     * How much waits for acknowledgement.
     *
     * @return messages, bytes and age of the outbox
     */
    Outbox.Backlog backlog();

    /**
     * How many messages are under way: sent on the connection there is, and not yet acknowledged.
     *
     * @return 0 without a session
     */
    int inFlight();

    /**
     * Waits until everything published so far has its outcome, and all that an earlier process left in a durable outbox.
     *
     * @param timeout how long to wait at most
     * @return true if nothing is left, false if the time was over or the thread interrupted
     */
    boolean drain(Duration timeout);

    /**
     * Takes no more messages, waits for the outcome of those there are, and closes the outbox. Takes as long as the
     * connection's close time-out at most. What is still unacknowledged then ends in {@link LeftInStoreException} if the
     * outbox is durable, else in {@link NotAcknowledgedException}; the log and {@link PublisherListener} say how much it
     * is. Calling it again does nothing. The connection stays open.
     */
    @Override
    void close();

    /** Declares a {@link ResilientPublisher}. Not thread-safe. */
    interface Builder {

        /**
         * Where messages wait. The publisher closes it. Default: {@link MemoryOutbox#create()}.
         *
         * @param outbox an outbox of this publisher's own
         * @return this builder
         */
        Builder outbox(Outbox outbox);

        /**
         * How values become payloads. Default: {@link JacksonCodec#create()}.
         *
         * @param codec the codec
         * @return this builder
         */
        Builder codec(PayloadCodec codec);

        /**
         * The largest payload that is taken. Default: {@link #DEFAULT_PAYLOAD_LIMIT}.
         *
         * @param bytes 1 to 268,435,455
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder payloadLimit(int bytes);

        /**
         * How many unacknowledged messages are under way at most. Default: {@link #DEFAULT_IN_FLIGHT}.
         *
         * @param messages 1 to 65,535
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder inFlight(int messages);

        /**
         * How long a PUBACK may take before the connection counts as broken and is renewed. Default: {@link
         * #DEFAULT_ACKNOWLEDGEMENT_TIMEOUT}.
         *
         * @param timeout above zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder acknowledgementTimeout(Duration timeout);

        /**
         * What happens to a message that the outbox has no room for. Default: {@link Overflow#REJECT}.
         *
         * @param overflow the policy
         * @return this builder
         */
        Builder overflow(Overflow overflow);

        /**
         * How long a message may wait in the outbox before it is not sent any more; {@link PublishRequest#expiry} may be
         * shorter. The broker is not told of it. Default: for ever.
         *
         * @param age above zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder maxAge(Duration age);

        /**
         * How fast to send at most, for metered links. Default: as fast as the broker acknowledges.
         *
         * @param limit messages and bytes a second
         * @return this builder
         */
        Builder rateLimit(RateLimit limit);

        /**
         * When to send a message again that the broker could not take just now (quota exceeded, unspecified error,
         * implementation specific error, server busy; MQTT 5, section 3.4.2.1). Until it is taken, later messages of its
         * topic wait; other topics go on. Default: {@link #DEFAULT_RETRY_BACKOFF}.
         *
         * @param backoff the delays, with full jitter
         * @return this builder
         */
        Builder retryBackoff(Backoff backoff);

        /**
         * Has one message of a topic under way at a time, one round trip each; topics go in parallel. Without it, messages
         * of a topic that were under way already when the broker turned one down for now reach it before that one.
         * Default: off.
         *
         * @return this builder
         */
        Builder strictOrder();

        /**
         * Hears what becomes of each message; may be called several times.
         *
         * @param listener called in the order of declaration
         * @return this builder
         */
        Builder listener(PublisherListener listener);

        /**
         * Closes the publisher when the JVM shuts down, as {@link ResilientPublisher#close()} does: an orderly end (SIGTERM,
         * {@code System.exit}) then waits for acknowledgements. Default: off, because who manages the publisher's life
         * closes it.
         *
         * @return this builder
         */
        Builder closeOnShutdown();

        /**
         * Makes the publisher; it sends whenever the connection is in session.
         *
         * @return the publisher
         * @throws IllegalStateException if the connection is closed, or speaks MQTT 3.1.1 while the codec leaves the id to
         *     MQTT 5
         */
        ResilientPublisher build();
    }
}
