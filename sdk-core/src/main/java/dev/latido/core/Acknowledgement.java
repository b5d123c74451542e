package dev.latido.core;

import java.util.Objects;

/**
 * The successful outcome of a publication. Immutable and thread-safe.
 *
 * @param reasonCode the reason code of the PUBACK (MQTT 5, section 3.4.2.1) or PUBREC: 0 success, 16 success without
 *     subscribers; 0 if there is none, as in MQTT 3.1.1 and with QoS 0
 * @param qos the QoS with which the message was sent; {@link Qos#AT_LEAST_ONCE} instead of {@link Qos#EXACTLY_ONCE} if
 *     that was no longer possible, see {@link PublishRequest#exactlyOnce}
 */
public record Acknowledgement(int reasonCode, Qos qos) {

    private static final int NO_MATCHING_SUBSCRIBERS = 16;

    /**
     * Checks that the QoS is present.
     *
     * @param reasonCode the reason code of the PUBACK or PUBREC, 0 if there is none
     * @param qos the QoS with which the message was sent
     */
    public Acknowledgement {
        Objects.requireNonNull(qos, "qos must not be null");
    }

    /**
     * Creates the acknowledgement of a message with QoS 1.
     *
     * @param reasonCode the reason code of the PUBACK
     */
    public Acknowledgement(int reasonCode) {
        this(reasonCode, Qos.AT_LEAST_ONCE);
    }

    /**
     * Returns whether the broker confirmed that it has the message. With QoS 0 there is no confirmation: the message
     * was written to the connection, and nothing more is known.
     *
     * @return false for QoS 0
     */
    public boolean byBroker() {
        return qos != Qos.AT_MOST_ONCE;
    }

    /**
     * Returns whether the broker reported that no client subscribes to the topic. Brokers need not report it.
     *
     * @return true if the reason code is 16
     */
    public boolean withoutSubscribers() {
        return reasonCode == NO_MATCHING_SUBSCRIBERS;
    }
}
