package dev.latido.campaign;

import dev.latido.campaign.report.Kind;
import java.util.Set;

/**
 * One configuration.
 *
 * @param name such as {@code hivemq/postgres/group3}
 * @param consumers the number of subscriber processes, which share the messages
 * @param faults all faults that the cell can have
 * @param repeats the extra effects that the cell admits
 * @param mayLose whether the cell admits losses
 * @param admits repeats and losses in words; empty if the cell admits nothing
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

    /** The extra effects that a configuration admits. */
    enum Repeats {
        /** None. */
        NONE,
        /** As many as were being handled when a process or a store was killed, see {@link Invariants}. */
        BOUNDED,
        /** Any number; the campaign measures them. */
        ANY
    }

    Cell {
        faults = Set.copyOf(faults);
    }

    Kind kind() {
        return seen.isControl() ? Kind.CONTROL : Kind.LATIDO;
    }

    /** Returns the maximum number of messages in one transaction. */
    int batch() {
        return name.endsWith(BATCHED) ? BATCH : 1;
    }

    boolean transactional() {
        return seen == Seen.POSTGRES;
    }
}
