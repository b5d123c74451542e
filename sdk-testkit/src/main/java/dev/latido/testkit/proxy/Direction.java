package dev.latido.testkit.proxy;

/** The direction in which a packet travels through the proxy. */
public enum Direction {
    /** From the client to the broker. */
    TO_BROKER,
    /** From the broker to the client. */
    TO_CLIENT;

    /**
     * Returns the other direction.
     *
     * @return the direction in which an answer travels
     */
    public Direction opposite() {
        return this == TO_BROKER ? TO_CLIENT : TO_BROKER;
    }
}
