package dev.latido.campaign;

import dev.latido.campaign.report.Kind;
import java.util.Set;

/**
 * One configuration.
 *
 * @param name as in {@code hivemq/postgres/group3}
 * @param consumers subscriber processes; more than one share the messages
 * @param faults all that it can have
 * @param repeats which extra effects it admits
 * @param mayLose whether it admits losses
 * @param admits the same in words, for the reader; empty if it admits nothing
 */
record Cell(
        String name,
        BrokerChoice broker,
        Seen seen,
        int consumers,
        Set<Fault> faults,
        Repeats repeats,
        boolean mayLose,
        String admits) {

    /** The end of the name of a cell with a batch handler. */
    static final String BATCHED = "/batch";

    private static final int BATCH = 20;

    /** Which extra effects a configuration admits. */
    enum Repeats {
        /** None. */
        NONE,
        /** As many as were in work when a process or a store died, see {@link Invariants}. */
        BOUNDED,
        /** Any number: they are measured. */
        ANY
    }

    Cell {
        faults = Set.copyOf(faults);
    }

    Kind kind() {
        return seen.isControl() ? Kind.CONTROL : Kind.LATIDO;
    }

    /** How many messages are handled in one transaction at most. */
    int batch() {
        return name.endsWith(BATCHED) ? BATCH : 1;
    }

    boolean transactional() {
        return seen == Seen.POSTGRES;
    }
}
