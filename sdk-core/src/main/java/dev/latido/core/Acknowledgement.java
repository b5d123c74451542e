package dev.latido.core;

import java.util.Objects;

/**
 * The good end of a publication.
 *
 * @param reasonCode the reason code of the PUBACK (MQTT 5, section 3.4.2.1) or PUBREC: 0 success, 16 success without
 *     subscribers; 0 where there is none, as in MQTT 3.1.1 and with QoS 0
 * @param qos how the message travelled in the end; {@link Qos#AT_LEAST_ONCE} for one that was to go exactly once where
 *     that was no longer possible, see {@link PublishRequest#exactlyOnce}
 */
public record Acknowledgement(int reasonCode, Qos qos) {

    private static final int NO_MATCHING_SUBSCRIBERS = 16;

    /** Checks that the QoS is there. */
    public Acknowledgement {
        Objects.requireNonNull(qos, "qos must not be null");
    }

    /**
     * The acknowledgement of a message with QoS 1.
     *
     * @param reasonCode the reason code of the PUBACK
     */
    public Acknowledgement(int reasonCode) {
        this(reasonCode, Qos.AT_LEAST_ONCE);
    }

    /**
     * Whether it is the broker's word that it has the message. With QoS 0 nobody gives his word: the message was written
     * to the connection, and that is all that is known.
     *
     * @return false for QoS 0
     */
    public boolean byBroker() {
        return qos != Qos.AT_MOST_ONCE;
    }

    /**
     * Whether the broker said that nobody subscribes to the topic now. Brokers may leave it out.
     *
     * @return true if the reason code is 16
     */
    public boolean withoutSubscribers() {
        return reasonCode == NO_MATCHING_SUBSCRIBERS;
    }
}
