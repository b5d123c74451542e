package dev.latido.testkit.proxy;

/** A rule in force, or a group of them. Thread-safe. */
public interface Rule {

    /** Takes the rule away; what it holds back already is released as planned. Without effect the second time. */
    void remove();

    /**
     * How often the rule has acted.
     *
     * @return 0 or more; stays readable after {@link #remove()}
     */
    long hits();
}
