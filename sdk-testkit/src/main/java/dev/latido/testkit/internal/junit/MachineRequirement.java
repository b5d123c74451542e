package dev.latido.testkit.internal.junit;

import org.opentest4j.TestAbortedException;

/**
 * The requirements of a test on the machine. If one is missing, the test is skipped, or fails if nothing may be
 * missing.
 */
public final class MachineRequirement {

    /** The system property that makes tests fail instead of being skipped. */
    static final String PROPERTY = "latido.required";

    private MachineRequirement() {}

    /** Skips or fails the running test, with a reason. */
    public static void missing(String reason) {
        if (isStrict()) {
            throw new AssertionError(reason + " (" + PROPERTY + "=true)");
        }
        throw new TestAbortedException(reason);
    }

    static boolean isStrict() {
        return Boolean.getBoolean(PROPERTY);
    }
}
