package dev.latido.core;

import dev.latido.core.internal.presence.DeviceTopics;
import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A message on its way from the application to the broker's acknowledgement. Immutable; compared by its sequence.
 *
 * <p>The payload array is not copied: it belongs to the message from here on.
 */
public final class OutboxMessage {

    /** What a message is taken to need in memory beyond topic and payload, in bytes. */
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
     * A message to be sent.
     *
     * @param sequence its place in its outbox: later messages have larger ones
     * @param id its id, the same however often it is sent
     * @param topic where it goes
     * @param payload its bytes
     * @param options how it travels
     * @param createdAt when it was published, from which its expiry counts
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
     * Its place in its outbox.
     *
     * @return the sequence number
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Its id, the same however often it is sent.
     *
     * @return the message id
     */
    public String id() {
        return id;
    }

    /**
     * Where it goes.
     *
     * @return the topic
     */
    public Topic topic() {
        return topic;
    }

    /**
     * Its bytes; not a copy, not to be changed.
     *
     * @return the payload
     */
    public byte[] payload() {
        return payload;
    }

    /**
     * How it travels.
     *
     * @return QoS, retain and what else MQTT says of a message
     */
    public DeliveryOptions options() {
        return options;
    }

    /**
     * When it was published.
     *
     * @return the moment, to the millisecond if it has been on a disk
     */
    public Instant createdAt() {
        return createdAt;
    }

    /**
     * Whether it overtakes others when there is a backlog: commands, presence and what else must not wait behind
     * telemetry. It follows from the topic alone, so that the messages of one topic stay in order.
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

    /** Bytes in UTF-8, without making them. */
    private static int utf8(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /**
     * What it counts against an outbox's bound in bytes.
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
