package dev.latido.e2e;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a module and what each may use, as docs/inside.md shows them.
 *
 * @param house the package that the rooms are in
 * @param below the rooms that each room may use
 */
record Rooms(String house, Map<String, Set<String>> below) {

    /** The package of the house itself. */
    private static final String GROUND = "";

    static final Rooms OF_CORE = new Rooms(
            "dev.latido.core.internal",
            Map.ofEntries(
                    entry(GROUND, Set.of()),
                    entry("link", Set.of()),
                    entry("limits", Set.of()),
                    entry("threads", Set.of()),
                    entry("tls", Set.of(GROUND)),
                    entry("presence", Set.of(GROUND, "link", "threads")),
                    entry("session", Set.of(GROUND, "limits", "link", "threads", "tls", "presence")),
                    entry("culprit", Set.of(GROUND, "limits", "link", "threads", "tls", "presence", "session")),
                    entry(
                            "connection",
                            Set.of(GROUND, "limits", "link", "threads", "tls", "presence", "session", "culprit")),
                    entry(
                            "publish",
                            Set.of(
                                    GROUND,
                                    "limits",
                                    "link",
                                    "threads",
                                    "tls",
                                    "presence",
                                    "session",
                                    "culprit",
                                    "connection")),
                    entry(
                            "preflight",
                            Set.of(
                                    GROUND,
                                    "limits",
                                    "link",
                                    "threads",
                                    "tls",
                                    "presence",
                                    "session",
                                    "culprit",
                                    "connection")),
                    entry("journal", Set.of("threads"))));

    static final Rooms OF_IDEMPOTENCY = new Rooms(
            "dev.latido.idempotency.internal",
            Map.ofEntries(
                    entry(GROUND, Set.of()),
                    entry("message", Set.of(GROUND)),
                    entry("attempt", Set.of(GROUND, "message")),
                    entry("deadletter", Set.of(GROUND, "message")),
                    entry("work", Set.of(GROUND, "message", "attempt", "deadletter")),
                    entry("subscriber", Set.of(GROUND, "message", "attempt", "deadletter", "work"))));

    /** Returns whether a room of this house may use another package; true for packages outside of the house. */
    boolean mayUse(String room, String other) {
        String used = name(other);
        String user = name(room);
        return used == null
                || used.equals(user)
                || (user != null && below.getOrDefault(user, Set.of()).contains(used));
    }

    /** Returns the name of a room; null for a package outside of the house. */
    private @Nullable String name(String packageName) {
        if (packageName.equals(house)) {
            return GROUND;
        }
        return packageName.startsWith(house + ".") ? packageName.substring(house.length() + 1) : null;
    }
}
