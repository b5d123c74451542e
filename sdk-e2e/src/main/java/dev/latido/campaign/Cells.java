package dev.latido.campaign;

import dev.latido.campaign.Cell.Repeats;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The cells: every broker with every store, single and in a group; cells in which more is admitted; the controls. */
final class Cells {

    private static final int GROUP = 3;

    private static final String FORGETFUL =
            "Each process has its own memory: a message that another member, or the process before its restart, has handled"
                    + " may take effect again.";
    private static final String IN_DOUBT =
            "Mark and effect are two steps: the messages that a subscriber was handling may take effect again when it is"
                    + " killed or paused, or when a store is killed.";
    private static final String FLUSHED =
            "Redis is flushed: a message that it has forgotten takes effect again if it is redelivered.";
    private static final String FORGETFUL_BROKER =
            "Mosquitto 2.0 forgets shared subscriptions when it is restarted: messages that are published before a"
                    + " subscriber is back have no subscriber (PUBACK 0x10) and are lost.";
    private static final String KILLED_BROKER =
            "The broker is killed: messages that it has acknowledged and not yet written are lost.";

    private Cells() {}

    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (BrokerChoice broker : BrokerChoice.values()) {
            for (int consumers : new int[] {1, GROUP}) {
                cells.add(memory(broker, consumers));
                Set<Fault> postgres = usual(broker, consumers);
                cells.add(cell(broker, Seen.POSTGRES, consumers, "", postgres, Repeats.NONE, ""));
                Set<Fault> redis = usual(broker, consumers);
                redis.add(Fault.REDIS_RESTART);
                cells.add(cell(broker, Seen.REDIS, consumers, "", redis, Repeats.BOUNDED, IN_DOUBT));
            }
        }
        cells.add(cell(BrokerChoice.HIVEMQ, Seen.POSTGRES, GROUP, Cell.BATCHED, usual(), Repeats.NONE, ""));
        cells.add(cell(BrokerChoice.HIVEMQ, Seen.MEMORY, 1, "/kill", usual(), Repeats.ANY, FORGETFUL));
        Set<Fault> flushed = usual();
        flushed.addAll(EnumSet.of(Fault.REDIS_RESTART, Fault.REDIS_FLUSH));
        cells.add(cell(BrokerChoice.HIVEMQ, Seen.REDIS, GROUP, "/flush", flushed, Repeats.ANY, FLUSHED));
        cells.add(losing(BrokerChoice.MOSQUITTO, "/restart", Fault.BROKER_RESTART, FORGETFUL_BROKER));
        cells.add(losing(BrokerChoice.MOSQUITTO, "/kill", Fault.BROKER_KILL, KILLED_BROKER));
        cells.add(losing(BrokerChoice.HIVEMQ_CONTAINER, "/kill", Fault.BROKER_KILL, KILLED_BROKER));
        cells.add(control(
                "control/bare-client", Seen.NONE, "The bare client with automatic reconnect and its defaults."));
        cells.add(control("control/naive-seen", Seen.SEEN, "The pattern of the course: seen.add(id), then the work."));
        return cells;
    }

    /** Returns the cells whose names match a glob. One star does not cross a slash, two do. */
    static List<Cell> matching(String glob) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        return all().stream()
                .filter(cell -> matcher.matches(Path.of(cell.name())))
                .toList();
    }

    private static Cell memory(BrokerChoice broker, int consumers) {
        if (consumers > 1) {
            return cell(broker, Seen.MEMORY, consumers, "", usual(broker, consumers), Repeats.ANY, FORGETFUL);
        }
        Set<Fault> faults = usual();
        faults.removeAll(Fault.DEATHS);
        // Without a transaction, it cannot be known whether an insert that failed was committed.
        faults.remove(Fault.DATABASE_RESTART);
        return cell(broker, Seen.MEMORY, consumers, "", faults, Repeats.NONE, "");
    }

    /** A cell with a fault after which the broker itself loses messages. */
    private static Cell losing(BrokerChoice broker, String variant, Fault fault, String admits) {
        Set<Fault> faults = usual();
        faults.remove(Fault.BROKER_RESTART);
        faults.add(fault);
        String name = name(broker, Seen.POSTGRES, GROUP) + variant;
        return new Cell(name, broker, Seen.POSTGRES, GROUP, faults, Repeats.NONE, true, admits);
    }

    /** A control, with some of the same faults. */
    private static Cell control(String name, Seen seen, String what) {
        Set<Fault> faults = EnumSet.of(
                Fault.CUT,
                Fault.PUBACK_LOST,
                Fault.KILL_AFTER_CLAIM,
                Fault.KILL_BEFORE_ACKNOWLEDGEMENT,
                Fault.DATABASE_RESTART,
                Fault.DUPLICATES,
                Fault.REORDER);
        return new Cell(name, BrokerChoice.HIVEMQ, seen, 1, faults, Repeats.ANY, true, what);
    }

    private static Cell cell(
            BrokerChoice broker,
            Seen seen,
            int consumers,
            String variant,
            Set<Fault> faults,
            Repeats repeats,
            String admits) {
        return new Cell(
                name(broker, seen, consumers) + variant, broker, seen, consumers, faults, repeats, false, admits);
    }

    private static String name(BrokerChoice broker, Seen seen, int consumers) {
        return broker.word() + "/" + seen.word() + "/" + (consumers == 1 ? "single" : "group" + consumers);
    }

    /** Mosquitto has a cell of its own for the shared subscriptions that it forgets when it is restarted. */
    private static Set<Fault> usual(BrokerChoice broker, int consumers) {
        Set<Fault> faults = usual();
        if (broker == BrokerChoice.MOSQUITTO && consumers > 1) {
            faults.remove(Fault.BROKER_RESTART);
        }
        return faults;
    }

    private static Set<Fault> usual() {
        return EnumSet.complementOf(EnumSet.of(Fault.BROKER_KILL, Fault.REDIS_RESTART, Fault.REDIS_FLUSH));
    }
}
