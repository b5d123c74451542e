package dev.latido.core;

/** What an {@link MqttConnection} is doing. */
public enum ConnectionState {
    /** Trying for its first session with the broker. */
    CONNECTING,
    /** In session: messages flow. */
    CONNECTED,
    /** Lost its session and trying for the next one; publishers go on accepting messages meanwhile. */
    RECONNECTING,
    /**
     * The broker refused for a reason that time alone does not mend (bad credentials, not authorised, banned …).
     * It is asked again only at the {@linkplain Backoff#cap() cap} of the backoff.
     */
    REFUSED,
    /** {@link MqttConnection#close()} is draining, saying goodbye and disconnecting. */
    CLOSING,
    /** Closed for good. */
    CLOSED
}
