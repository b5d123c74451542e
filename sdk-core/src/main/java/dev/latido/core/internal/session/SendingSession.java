package dev.latido.core.internal.session;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.topics.Topic;
import org.jspecify.annotations.Nullable;

/** The sending side of one session. Thread-safe. */
public interface SendingSession {

    /**
     * Returns the broker's receive maximum: the number of unacknowledged messages that it accepts (MQTT 5, 3.2.2.3.3).
     */
    int sendMaximum();

    /**
     * Returns why the broker does not accept a message, by the limits in its CONNACK; null if it does. Such a message
     * must not be sent.
     */
    @Nullable
    NotGrantedException notGranted(Topic topic, byte[] payload, DeliveryOptions options);

    /** Returns whether QoS 2 is possible: no packet id can be mistaken for one of an earlier connection. */
    boolean mayExactlyOnce();

    /**
     * Returns whether nothing else may be sent during an exchange of QoS 2. MQTT 3.1.1 has no receive maximum, and
     * Mosquitto acknowledges messages beyond its own limit and discards them.
     */
    boolean oneExchangeAtATime();

    /** Returns whether the session has ended. */
    boolean isEnded();

    /** Sends a message; the outcome is called once, on any thread, unless the session ends first. */
    void publish(OutgoingPublish message, MqttClientAdapter.PublishOutcome outcome);

    /** Ends a connection that no longer works. Does not wait. */
    void abandon(Throwable cause);
}
