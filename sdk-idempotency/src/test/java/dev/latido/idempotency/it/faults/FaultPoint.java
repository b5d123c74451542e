package dev.latido.idempotency.it.faults;

/** Where a consumer fails, and how often. */
enum FaultPoint {

    /** The process dies when the message is claimed or marked and nothing is done yet. */
    CRASH_AFTER_CLAIM(0.015),
    /** The work fails before its effect. */
    HANDLER_ERROR(0.05),
    /** The process stands still for longer than a lease, before the effect. */
    PAUSE_BEYOND_LEASE(0.01),
    /** The process dies between the effect and what follows it. */
    CRASH_AFTER_EFFECT(0.015),
    /** The process dies when all is committed, before the broker knows. */
    CRASH_BEFORE_ACKNOWLEDGEMENT(0.015);

    private final double probability;

    FaultPoint(double probability) {
        this.probability = probability;
    }

    double probability() {
        return probability;
    }
}
