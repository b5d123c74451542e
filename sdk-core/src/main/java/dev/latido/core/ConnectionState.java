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
     * The last attempt failed for a reason that only a person can fix: the broker refused permanently (bad credentials,
     * not authorised, banned …), its certificate is not trusted, a proxy or a WebSocket server answered 401, 403, 404
     * or 407, or the port is not one of MQTT. Attempts continue at the {@linkplain Backoff#cap() cap} of the backoff
     * only; {@link MqttConnection#renew()} makes one at once.
     */
    REFUSED,
    /** {@link MqttConnection#close()} drains, publishes {@code offline} and disconnects. */
    CLOSING,
    /** The connection is closed; this is final. */
    CLOSED
}
