package dev.latido.campaign;

import dev.latido.campaign.Tally.Struck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The time from a fault to the next effect: of the subscriber that the fault affected, otherwise of any subscriber. */
final class Recovery {

    private static final String ANY = "";

    private final Map<String, NavigableSet<Instant>> effects = new HashMap<>();

    private Recovery() {}

    /** Reads the effects of a cell with the times that the database recorded. */
    static Recovery of(Connection database, String cell) throws SQLException {
        Recovery recovery = new Recovery();
        try (PreparedStatement select = database.prepareStatement("select worker, at from effect where cell = ?")) {
            select.setString(1, cell);
            select.setFetchSize(10_000);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    recovery.add(
                            rows.getString(1),
                            rows.getObject(2, OffsetDateTime.class).toInstant());
                }
            }
        }
        return recovery;
    }

    private void add(String worker, Instant at) {
        effects.computeIfAbsent(worker, w -> new TreeSet<>()).add(at);
        effects.computeIfAbsent(ANY, w -> new TreeSet<>()).add(at);
    }

    /** Returns the longest recovery after faults that were injected before a moment. */
    Duration longest(List<Struck> struck, Instant before) {
        Duration longest = Duration.ZERO;
        for (Struck one : struck) {
            Instant next = next(one.worker(), one.at());
            if (next != null && one.at().isBefore(before)) {
                Duration took = Duration.between(one.at(), next);
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
        }
        return longest;
    }

    private @Nullable Instant next(@Nullable String worker, Instant at) {
        String whose = worker != null && effects.containsKey(worker) ? worker : ANY;
        NavigableSet<Instant> times = effects.get(whose);
        return times == null ? null : times.higher(at);
    }
}
