package dev.latido.core;

import dev.latido.topics.Topic;

/**
 * A payload is over the publisher's limit or over the broker's largest packet. MQTT is not the way for it (the course:
 * above 256 KB): put the content into an object store, and publish a reference to it.
 *
 * <p>{@code publish} throws it for the publisher's limit; a {@link Publication} ends with it for the broker's.
 */
public final class PayloadTooLargeException extends PublishFailedException {

    private static final long serialVersionUID = 1L;

    private final int size;
    private final int limit;

    /**
     * Creates the failure of a message over the publisher's limit.
     *
     * @param messageId the message id
     * @param topic the topic of the message
     * @param size the size of the payload in bytes
     * @param limit the publisher's limit in bytes
     */
    public PayloadTooLargeException(String messageId, Topic topic, int size, int limit) {
        this(messageId, topic, "payload for " + topic + " has " + size + " bytes, the limit is " + limit, size, limit);
    }

    private PayloadTooLargeException(String messageId, Topic topic, String problem, int size, int limit) {
        super(messageId, topic, problem + "; put the content into an object store and publish a reference to it", null);
        this.size = size;
        this.limit = limit;
    }

    /**
     * Creates the failure of a message that does not fit into the broker's largest packet (MQTT 5, section 3.2.2.3.6).
     *
     * @param message the message
     * @param packet the size of its packet in bytes: payload, topic, properties and headers
     * @param maximumPacket the broker's maximum packet size in bytes
     * @return the exception
     */
    public static PayloadTooLargeException forBroker(OutboxMessage message, long packet, int maximumPacket) {
        int size = message.payload().length;
        return new PayloadTooLargeException(
                message.id(),
                message.topic(),
                "payload for " + message.topic() + " has " + size + " bytes, which makes a packet of " + packet
                        + " bytes with topic, properties and headers; the broker accepts packets of at most "
                        + maximumPacket + " bytes",
                size,
                maximumPacket);
    }

    /**
     * Returns the size of the payload.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /**
     * Returns the publisher's limit, or the broker's maximum packet size.
     *
     * @return bytes
     */
    public int limit() {
        return limit;
    }
}
