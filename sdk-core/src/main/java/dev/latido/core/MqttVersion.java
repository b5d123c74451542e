package dev.latido.core;

/**
 * Version of MQTT that a connection uses.
 *
 * @see MqttConnection.Builder#version(MqttVersion)
 */
public enum MqttVersion {

    /** MQTT 5, the default: reason codes, expiry, flow control, user properties. */
    MQTT_5,

    /**
     * MQTT 3.1.1, for brokers that do not support MQTT 5. The API is the same, but the following are not available:
     *
     * <ul>
     *   <li>reason codes: a broker that rejects a message still acknowledges it, or ends the connection, so that a
     *       publication is never reported as rejected;
     *   <li>session expiry and will delay: setting them fails, and the broker decides how long it keeps the session;
     *   <li>the receive maximum and the other {@linkplain BrokerGrants limits that a broker reports}; nothing else is sent
     *       during an exchange of QoS 2, because the broker cannot say how many it keeps;
     *   <li>{@linkplain BrokerGrants#sharedSubscriptions() shared subscriptions}: they are not part of this version.
     *       Filters with {@code $share} are still sent, because Mosquitto, HiveMQ and others support them in both
     *       versions; a broker that does not treats the filter as an ordinary one and delivers nothing;
     *   <li>retain handling: subscribing again after a reconnect delivers the retained messages again;
     *   <li>user properties: dead letters and presence messages have none.
     * </ul>
     */
    MQTT_3_1_1
}
