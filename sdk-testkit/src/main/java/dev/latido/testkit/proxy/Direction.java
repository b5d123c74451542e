package dev.latido.testkit.proxy;

/** The way a packet travels through the proxy. */
public enum Direction {
    /** From the client to the broker. */
    TO_BROKER,
    /** From the broker to the client. */
    TO_CLIENT;

    /**
     * The other way.
     *
     * @return the direction in which an answer travels
     */
    public Direction opposite() {
        return this == TO_BROKER ? TO_CLIENT : TO_BROKER;
    }
}
