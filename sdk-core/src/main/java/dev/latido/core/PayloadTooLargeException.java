package dev.latido.core;

import dev.latido.topics.Topic;


/**
 * A payload over the publisher's limit or over what the broker takes: MQTT is not the way for it (the course: above 256
 * KB). The object goes into an object store, and a message carries the reference to it.
 */
public final class PayloadTooLargeException extends PayloadException {

    private static final long serialVersionUID = 1L;

    private final int size;
    private final int limit;

    /**
     * A payload over the limit.
     *
     * @param topic where it was to go
     * @param size its size in bytes
     * @param limit the most that is taken, in bytes
     */
    public PayloadTooLargeException(Topic topic, int size, int limit) {
        this("payload for " + topic + " has " + size + " bytes, the limit is " + limit, size, limit);
    }

    private PayloadTooLargeException(String problem, int size, int limit) {
        super(problem + "; put the content into an object store and publish a reference to it", null);
        this.size = size;
        this.limit = limit;
    }

    /**
     * A payload that does not fit into the largest packet that the broker takes (MQTT 5, section 3.2.2.3.6).
     *
     * @param topic where it was to go
     * @param size its size in bytes
     * @param maximumPacket the broker's maximum packet size, in bytes
     * @return the exception
     */
    public static PayloadTooLargeException forBroker(Topic topic, int size, int maximumPacket) {
        return new PayloadTooLargeException(
                "payload for " + topic + " has " + size + " bytes, and the broker takes packets of at most "
                        + maximumPacket + " bytes with all headers",
                size,
                maximumPacket);
    }

    /**
     * The payload's size.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /**
     * The most that the publisher takes, or the largest packet that the broker takes.
     *
     * @return bytes
     */
    public int limit() {
        return limit;
    }
}
