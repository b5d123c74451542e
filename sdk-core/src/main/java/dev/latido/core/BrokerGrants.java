package dev.latido.core;

import java.time.Duration;
import java.util.Objects;

/**
 * The limits and features that a broker granted a connection in its CONNACK (MQTT 5, section 3.2.2.3), or the
 * protocol's defaults for those that it did not mention. Immutable and thread-safe.
 *
 * @param sessionPresent whether the broker resumed an earlier session
 * @param sessionExpiry the time for which it keeps the session after the connection has ended; {@link #NEVER} if it
 *     never expires
 * @param receiveMaximum the number of unacknowledged messages that it accepts at a time: the limit of throughput over a
 *     slow network
 * @param maximumPacketSize the largest packet that it accepts, in bytes
 * @param maximumQos the highest QoS that it accepts
 * @param retainAvailable whether it keeps retained messages
 * @param wildcardSubscriptions whether filters may have wildcards
 * @param sharedSubscriptions whether subscriptions may be shared; false with {@link MqttVersion#MQTT_3_1_1}, in which a
 *     broker cannot say so, though many support them
 * @param keepAlive the keep-alive interval in force, which the broker may have set
 * @param clientId the client id in force
 */
public record BrokerGrants(
        boolean sessionPresent,
        Duration sessionExpiry,
        int receiveMaximum,
        int maximumPacketSize,
        Qos maximumQos,
        boolean retainAvailable,
        boolean wildcardSubscriptions,
        boolean sharedSubscriptions,
        Duration keepAlive,
        String clientId) {

    /** Session expiry of a session that never expires (MQTT 5, section 3.1.2.11.2): as a number, about 136 years. */
    public static final Duration NEVER = Duration.ofSeconds(4_294_967_295L);

    /** Receive maximum below which the broker's setting, not the network or the SDK, limits throughput: 100. */
    public static final int LOW_RECEIVE_MAXIMUM = 100;

    /**
     * Checks that no part is {@code null}.
     *
     * @param sessionPresent whether the broker resumed an earlier session
     * @param sessionExpiry the time for which it keeps the session after the connection has ended
     * @param receiveMaximum the number of unacknowledged messages that it accepts at a time
     * @param maximumPacketSize the largest packet that it accepts, in bytes
     * @param maximumQos the highest QoS that it accepts
     * @param retainAvailable whether it keeps retained messages
     * @param wildcardSubscriptions whether filters may have wildcards
     * @param sharedSubscriptions whether subscriptions may be shared
     * @param keepAlive the keep-alive interval in force
     * @param clientId the client id in force
     */
    public BrokerGrants {
        Objects.requireNonNull(sessionExpiry, "sessionExpiry must not be null");
        Objects.requireNonNull(maximumQos, "maximumQos must not be null");
        Objects.requireNonNull(keepAlive, "keepAlive must not be null");
        Objects.requireNonNull(clientId, "clientId must not be null");
    }
}
