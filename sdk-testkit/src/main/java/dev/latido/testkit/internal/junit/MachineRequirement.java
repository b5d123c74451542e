package dev.latido.testkit.internal.junit;

import org.opentest4j.TestAbortedException;

/** What a test needs of the machine: without it the test is skipped, or fails where everything has to be there. */
public final class MachineRequirement {

    /** The system property that makes a failure of what would be skipped. */
    static final String PROPERTY = "latido.required";

    private MachineRequirement() {}

    /** Ends the running test for a reason. */
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
