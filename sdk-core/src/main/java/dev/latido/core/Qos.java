package dev.latido.core;

/** Quality of service of a message between publisher and broker (MQTT 5, section 4.3). */
public enum Qos {
    /** QoS 0: sent once, lost if the connection is lost. */
    AT_MOST_ONCE(0),
    /** QoS 1, the default: sent until acknowledged, so that it may arrive more than once. */
    AT_LEAST_ONCE(1),
    /** QoS 2: two round trips and state on both sides, for one hop; the course recommends QoS 1 and idempotence. */
    EXACTLY_ONCE(2);

    private final int level;

    Qos(int level) {
        this.level = level;
    }

    /**
     * Returns the number in the protocol.
     *
     * @return 0, 1 or 2
     */
    public int level() {
        return level;
    }
}
