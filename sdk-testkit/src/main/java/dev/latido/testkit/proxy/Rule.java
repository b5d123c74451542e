package dev.latido.testkit.proxy;

/** A rule in force, or a group of them. Thread-safe. */
public interface Rule {

    /** Removes the rule. Packets that it holds back are released as planned. Removing it again has no effect. */
    void remove();

    /**
     * Returns the number of packets that the rule has acted on.
     *
     * @return 0 or more; stays readable after {@link #remove()}
     */
    long hits();
}
