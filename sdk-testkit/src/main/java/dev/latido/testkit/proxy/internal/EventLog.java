package dev.latido.testkit.proxy.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultEvent;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.FaultScript;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest events and the counts of all events. Thread-safe. */
final class EventLog {

    private static final int MAX_DETAIL = 256;

    private final Clock clock;

    @GuardedBy("this")
    private final Deque<FaultEvent> events = new ArrayDeque<>();

    @GuardedBy("this")
    private final Map<FaultAction, Long> counts = new EnumMap<>(FaultAction.class);

    EventLog(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(
            long connection, String clientId, FaultAction action, FaultScript.@Nullable Step step, String detail) {
        if (events.size() == FaultProxy.MAX_LOGGED_EVENTS) {
            events.removeFirst();
        }
        String text = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) + "…" : detail;
        events.add(new FaultEvent(clock.instant(), connection, clientId, action, step, text));
        counts.merge(action, 1L, Long::sum);
    }

    synchronized List<FaultEvent> events() {
        return List.copyOf(events);
    }

    synchronized Map<FaultAction, Long> counts() {
        return new EnumMap<>(counts);
    }

    synchronized long count(FaultAction action) {
        return counts.getOrDefault(action, 0L);
    }
}
