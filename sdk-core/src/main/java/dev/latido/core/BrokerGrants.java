package dev.latido.core;

import java.time.Duration;
import java.util.Objects;

/**
 * What a broker granted a connection in its CONNACK (MQTT 5, section 3.2.2.3), or what holds where it said nothing.
 * Immutable.
 *
 * @param sessionPresent whether the broker went on with an earlier session
 * @param sessionExpiry how long it keeps the session after the connection has ended; {@link #NEVER} for ever
 * @param receiveMaximum how many unacknowledged messages it takes at a time: the limit of throughput over a slow network
 * @param maximumPacketSize the largest packet that it takes, in bytes
 * @param maximumQos the highest QoS that it takes, 0 to 2
 * @param retainAvailable whether it keeps retained messages
 * @param wildcardSubscriptions whether filters may have wildcards
 * @param sharedSubscriptions whether subscriptions may be shared; false with {@link MqttVersion#MQTT_3_1_1}, in which no
 *     broker says so, though many share them
 * @param keepAlive how often the connection shows a sign of life, which the broker may have set
 * @param clientId the client id in force
 */
public record BrokerGrants(
        boolean sessionPresent,
        Duration sessionExpiry,
        int receiveMaximum,
        int maximumPacketSize,
        int maximumQos,
        boolean retainAvailable,
        boolean wildcardSubscriptions,
        boolean sharedSubscriptions,
        Duration keepAlive,
        String clientId) {

    /** A session expiry that never comes (MQTT 5, section 3.1.2.11.2): about 136 years. */
    public static final Duration NEVER = Duration.ofSeconds(4_294_967_295L);

    /** Below this receive maximum the broker's setting, not the network or the SDK, limits throughput: 100. */
    public static final int LOW_RECEIVE_MAXIMUM = 100;

    /** Checks that all parts are there. */
    public BrokerGrants {
        Objects.requireNonNull(sessionExpiry, "sessionExpiry must not be null");
        Objects.requireNonNull(keepAlive, "keepAlive must not be null");
        Objects.requireNonNull(clientId, "clientId must not be null");
    }
}
