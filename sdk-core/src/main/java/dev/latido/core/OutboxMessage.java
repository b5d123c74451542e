package dev.latido.core;

import dev.latido.core.internal.presence.DeviceTopics;
import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A message on its way from the application to the broker's acknowledgement. Immutable and thread-safe; compared by its
 * sequence and id.
 *
 * <p>The payload array is not copied and must not be changed.
 */
public final class OutboxMessage {

    /** Memory that a message is assumed to need beyond topic and payload: {@value} bytes. */
    public static final int OVERHEAD = 128;

    private final long sequence;
    private final String id;
    private final Topic topic;
    private final byte[] payload;
    private final DeliveryOptions options;
    private final Instant createdAt;
    private final boolean urgent;
    private final int size;

    /**
     * Creates a message to be sent.
     *
     * @param sequence the place in the outbox: later messages have larger ones
     * @param id the message id, the same however often it is sent
     * @param topic the topic
     * @param payload the payload
     * @param options QoS, retain flag and MQTT's other options
     * @param createdAt the time at which it was published, from which its expiry counts
     */
    public OutboxMessage(
            long sequence, String id, Topic topic, byte[] payload, DeliveryOptions options, Instant createdAt) {
        this.sequence = sequence;
        this.id = Objects.requireNonNull(id, "id must not be null");
        this.topic = Objects.requireNonNull(topic, "topic must not be null");
        this.payload = Objects.requireNonNull(payload, "payload must not be null");
        this.options = Objects.requireNonNull(options, "options must not be null");
        this.createdAt = Objects.requireNonNull(createdAt, "createdAt must not be null");
        this.urgent = DeviceTopics.isUrgent(topic);
        this.size = size(topic, payload, options);
    }

    /**
     * Returns the place in the outbox.
     *
     * @return the sequence number
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Returns the id, which is the same however often the message is sent.
     *
     * @return the message id
     */
    public String id() {
        return id;
    }

    /**
     * Returns the topic.
     *
     * @return the topic
     */
    public Topic topic() {
        return topic;
    }

    /**
     * Returns the payload: not a copy, and not to be changed.
     *
     * @return the payload
     */
    public byte[] payload() {
        return payload;
    }

    /**
     * Returns MQTT's options of the message.
     *
     * @return QoS, retain flag, expiry, content type and user properties
     */
    public DeliveryOptions options() {
        return options;
    }

    /**
     * Returns the time at which it was published.
     *
     * @return the time, to the millisecond if it has been on a disk
     */
    public Instant createdAt() {
        return createdAt;
    }

    /**
     * Returns whether it overtakes others when there is a backlog: commands and presence, which must not wait for
     * telemetry. The topic alone decides, so that the messages of one topic stay in order.
     *
     * @return true for topics of the layout {@code company/version/cmd/…} and {@code company/version/state/…/presence}
     */
    public boolean urgent() {
        return urgent;
    }

    private static int size(Topic topic, byte[] payload, DeliveryOptions options) {
        int size = payload.length + utf8(topic.toString()) + OVERHEAD;
        if (options.contentType() != null) {
            size += utf8(options.contentType());
        }
        // For most messages the list is empty, and an iterator would be garbage.
        if (!options.userProperties().isEmpty()) {
            for (Map.Entry<String, String> property : options.userProperties()) {
                size += utf8(property.getKey()) + utf8(property.getValue());
            }
        }
        return size;
    }

    /** Counts the bytes in UTF-8 without encoding the string. */
    private static int utf8(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /**
     * Returns the size that counts against an outbox's bound in bytes.
     *
     * @return bytes of topic, payload, content type and user properties, and {@link #OVERHEAD}
     */
    public int size() {
        return size;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutboxMessage message && message.sequence == sequence && message.id.equals(id);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }

    @Override
    public String toString() {
        return id + " for " + topic + " (" + payload.length + " bytes)";
    }
}
