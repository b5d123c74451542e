package dev.latido.core;

/**
 * Which version of MQTT a connection speaks.
 *
 * @see MqttConnection.Builder#version(MqttVersion)
 */
public enum MqttVersion {

    /** MQTT 5, the default: reason codes, expiry, flow control, user properties. */
    MQTT_5,

    /**
     * MQTT 3.1.1, for brokers that know no better. The API is the same; missing are
     *
     * <ul>
     *   <li>reason codes: a broker that rejects a message acknowledges it all the same, or ends the connection, so that a
     *       publication is never reported as rejected;
     *   <li>session expiry and will delay: asking for them fails, the broker keeps the session as long as it likes;
     *   <li>the receive maximum and the other {@linkplain BrokerGrants limits that a broker tells};
     *   <li>{@linkplain BrokerGrants#sharedSubscriptions() shared subscriptions}: they are no part of the version. Filters
     *       with {@code $share} are passed on all the same, because Mosquitto, HiveMQ and others know them in both versions;
     *       a broker that does not takes the filter for an ordinary one and delivers nothing;
     *   <li>retain handling: subscribing again after a reconnect brings the retained messages again;
     *   <li>user properties: dead letters and presence travel without theirs.
     * </ul>
     */
    MQTT_3_1_1
}
