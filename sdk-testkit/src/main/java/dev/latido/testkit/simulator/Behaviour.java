package dev.latido.testkit.simulator;

/**
 * How often a device does something else than measure at its interval: the chance of each, once per round of measures.
 * Immutable and thread-safe.
 *
 * @param gap chance that the device is silent for 5 to 20 intervals
 * @param burst chance that it sends 5 to 20 rounds without a pause
 * @param stuck chance that one of its measures repeats its value for 5 to 30 rounds
 * @param dropOff chance that its connection breaks without a goodbye: its will is published, and it comes back by itself
 *     within about a second, measuring and keeping its messages meanwhile
 */
public record Behaviour(double gap, double burst, double stuck, double dropOff) {

    private static final Behaviour STEADY = new Behaviour(0, 0, 0, 0);
    private static final Behaviour REALISTIC = new Behaviour(0.01, 0.01, 0.01, 0.005);

    /** Checks the chances. */
    public Behaviour {
        check("gap", gap);
        check("burst", burst);
        check("stuck", stuck);
        check("dropOff", dropOff);
    }

    /**
     * A device in the field (the default): gaps, bursts and stuck values once in 100 rounds each, a lost connection once
     * in 200.
     *
     * @return the behaviour
     */
    public static Behaviour realistic() {
        return REALISTIC;
    }

    /**
     * A device on the bench: nothing of this ever.
     *
     * @return the behaviour
     */
    public static Behaviour steady() {
        return STEADY;
    }

    /**
     * The same with other gaps.
     *
     * @param chance 0 to 1
     * @return the new behaviour
     * @throws IllegalArgumentException if out of range
     */
    public Behaviour gap(double chance) {
        return new Behaviour(chance, burst, stuck, dropOff);
    }

    /**
     * The same with other bursts.
     *
     * @param chance 0 to 1
     * @return the new behaviour
     * @throws IllegalArgumentException if out of range
     */
    public Behaviour burst(double chance) {
        return new Behaviour(gap, chance, stuck, dropOff);
    }

    /**
     * The same with other stuck values.
     *
     * @param chance 0 to 1
     * @return the new behaviour
     * @throws IllegalArgumentException if out of range
     */
    public Behaviour stuck(double chance) {
        return new Behaviour(gap, burst, chance, dropOff);
    }

    /**
     * The same with other lost connections.
     *
     * @param chance 0 to 1
     * @return the new behaviour
     * @throws IllegalArgumentException if out of range
     */
    public Behaviour dropOff(double chance) {
        return new Behaviour(gap, burst, stuck, chance);
    }

    private static void check(String name, double chance) {
        if (!(chance >= 0 && chance <= 1)) {
            throw new IllegalArgumentException(name + " must be 0 to 1, was " + chance);
        }
    }
}
