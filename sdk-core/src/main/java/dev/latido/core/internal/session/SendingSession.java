package dev.latido.core.internal.session;

import dev.latido.core.Qos;
import dev.latido.core.internal.link.OutgoingPublish;

/** The way out through one session. Thread-safe. */
public interface SendingSession {

    /** How many unacknowledged messages the broker takes: its receive maximum (MQTT 5, section 3.2.2.3.3). */
    int sendMaximum();

    /** The largest packet that the broker takes, in bytes. */
    int maximumPacketSize();

    /** The highest QoS that the broker takes. */
    Qos maximumQos();

    /** Whether the broker retains messages. */
    boolean retainAvailable();

    /** Whether a packet id of QoS 2 cannot be mistaken for one of an earlier connection. */
    boolean mayExactlyOnce();

    /** Whether nothing more comes from it. */
    boolean isEnded();

    /** Sends a message; the outcome comes once, on any thread, unless the session ends first. */
    void publish(OutgoingPublish message, MqttClientAdapter.PublishOutcome outcome);

    /** Gives up a connection that no longer works, without waiting for it. */
    void abandon(Throwable cause);
}
