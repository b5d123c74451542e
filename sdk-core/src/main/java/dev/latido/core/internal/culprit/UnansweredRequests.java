package dev.latido.core.internal.culprit;

import dev.latido.core.internal.culprit.Suspect.UnderWay;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests that were in flight at the end of each of the last sessions, and have no answer yet. An answer can be
 * heard of after the end of its session; the other requests then remain. Not thread-safe: {@link CulpritSearch} guards it
 * with its lock.
 */
final class UnansweredRequests {

    /** The earliest first. */
    private final List<Suspect> requests = new ArrayList<>();

    private int sessions;

    /** Returns the request that was sent first, or null if there is none. */
    @Nullable
    Suspect first() {
        return requests.isEmpty() ? null : requests.get(0);
    }

    /** Returns the number of sessions in a row that ended with these requests in flight. */
    int sessions() {
        return sessions;
    }

    /** Takes note of the end of a session; returns whether a request was in flight at the end before as well. */
    boolean ended(List<UnderWay> underWay) {
        List<Suspect> now = underWay.stream()
                .sorted((a, b) -> Long.compare(a.at() - b.at(), 0))
                .map(UnderWay::first)
                .toList();
        requests.retainAll(now);
        if (!requests.isEmpty()) {
            sessions++;
            return true;
        }
        requests.addAll(now);
        sessions = now.isEmpty() ? 0 : 1;
        return false;
    }

    /** Takes note of an answer; returns whether it was the last one that was missing. */
    boolean answered(Suspect request) {
        if (!requests.remove(request) || !requests.isEmpty()) {
            return false;
        }
        sessions = 0;
        return true;
    }

    void clear() {
        requests.clear();
        sessions = 0;
    }
}
