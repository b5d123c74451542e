package dev.latido.core;

/** State of an {@link MqttConnection}. */
public enum ConnectionState {
    /** The connection attempts its first session. */
    CONNECTING,
    /** The connection has a session; messages flow. */
    CONNECTED,
    /** The session is lost and the connection attempts the next one; publishers continue to accept messages. */
    RECONNECTING,
    /**
     * The broker refused for a permanent reason (bad credentials, not authorised, banned …). Attempts continue at the
     * {@linkplain Backoff#cap() cap} of the backoff only.
     */
    REFUSED,
    /** {@link MqttConnection#close()} drains, publishes {@code offline} and disconnects. */
    CLOSING,
    /** The connection is closed; this is final. */
    CLOSED
}
