package dev.latido.idempotency.memory;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.SeenStore.Hold;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends numbered ids to the window of their producer, and all other ids to the exact ids. Thread-safe. */
final class MemoryStore {

    /** This number of entries takes about as much memory as a window. */
    private static final int ENTRIES_PER_WINDOW = 8;

    private static final int LEAST_WINDOWS = 16;

    private final LongSupplier clock;
    private final Ticks ticks;
    private final RecentCommits recentCommits = new RecentCommits();
    private final RecentSequenceWindows recentWindows = new RecentSequenceWindows();
    private final ExactIds exact;
    private final SequenceWindows windows;

    /**
     * Creates an empty store.
     *
     * @param clock counts nanoseconds from any start
     */
    MemoryStore(Duration retention, int capacity, LongSupplier clock) {
        this.clock = clock;
        this.ticks = new Ticks(retention, clock);
        Fences fences = new Fences();
        this.exact = new ExactIds(capacity, fences);
        this.windows = new SequenceWindows(exact, fences, Math.max(LEAST_WINDOWS, capacity / ENTRIES_PER_WINDOW));
    }

    /** Claims a message, as {@link dev.latido.idempotency.SeenStore#claim}. */
    Claim claim(MessageKey key, Duration lease) {
        long now = clock.getAsLong();
        int tick = ticks.at(now);
        long fingerprint = EndedState.fingerprint(key);
        int prefix = NumberedId.lastPart(key.id());
        long sequence = NumberedId.number(key.id(), prefix, key.id().length());
        if (sequence < 0) {
            return claimPlain(key, fingerprint, lease, now, tick);
        }
        SequenceWindow recent = recentWindows.find(RecentSequenceWindows.slot(key.id(), prefix), key, prefix);
        Claim claim = recent == null ? null : claimIn(recent, sequence, fingerprint, lease, now, tick);
        return claim != null ? claim : claimAnywhere(key, fingerprint, lease, now, tick);
    }

    private Claim claimPlain(MessageKey key, long fingerprint, Duration lease, long now, int tick) {
        IdHash hash = exact.hash(key);
        PlainIds ids = exact.of(hash);
        synchronized (ids) {
            return ids.claim(hash.high(), hash.low(), fingerprint, lease, now, tick);
        }
    }

    /** Claims in a window; null if the window is out of use. */
    private @Nullable Claim claimIn(
            SequenceWindow window, long sequence, long fingerprint, Duration lease, long now, int tick) {
        synchronized (window) {
            if (window.isRetired()) {
                return null;
            }
            recentWindows.keep(window);
            return window.claim(sequence, 0, fingerprint, lease, now, tick);
        }
    }

    private Claim claimAnywhere(MessageKey key, long fingerprint, Duration lease, long now, int tick) {
        NumberedId number = NumberedId.of(key.id());
        if (number == null) {
            return claimPlain(key, fingerprint, lease, now, tick);
        }
        long hash = windows.hash(key.group(), key.id(), number.prefix());
        SequenceWindow window = windows.find(hash, key.group(), key.id(), number.prefix());
        while (true) {
            if (window == null) {
                window = windows.open(hash, key.group(), key.id(), number, tick);
            }
            Claim claim = claimIn(window, number.sequence(), fingerprint, lease, now, tick);
            if (claim != null) {
                return claim;
            }
            window = null;
        }
    }

    /** Where a claimed id is kept, the two longs that stand for it there, and its token. */
    private record Place(@Nullable IdStates ids, long a, long b, long token) {}

    private Place place(MessageKey key) {
        NumberedId number = NumberedId.of(key.id());
        if (number == null) {
            IdHash hash = exact.hash(key);
            return new Place(exact.of(hash), hash.high(), hash.low(), hash.low());
        }
        long hash = windows.hash(key.group(), key.id(), number.prefix());
        SequenceWindow window = windows.find(hash, key.group(), key.id(), number.prefix());
        return new Place(window, number.sequence(), 0, SequenceWindow.token(hash, number.sequence()));
    }

    /** Extends a claim, as {@link dev.latido.idempotency.SeenStore#renew}. */
    Hold renew(MessageKey key, long fence, Duration lease) {
        Place place = place(key);
        IdStates ids = place.ids();
        if (ids == null) {
            return Hold.LOST;
        }
        long now = clock.getAsLong();
        synchronized (ids) {
            return ids.renew(place.a(), place.b(), fence, lease, now);
        }
    }

    /** Releases a claim, as {@link dev.latido.idempotency.SeenStore#release}. */
    Hold release(MessageKey key, long fence, Duration pause) {
        Place place = place(key);
        IdStates ids = place.ids();
        if (ids == null) {
            return Hold.LOST;
        }
        long now = clock.getAsLong();
        synchronized (ids) {
            return ids.release(place.a(), place.b(), fence, pause, now);
        }
    }

    /** Marks a message as handled, as {@link dev.latido.idempotency.SeenStore#commit}. */
    Commit commit(MessageKey key, long fence) {
        int tick = ticks.now();
        SequenceWindow recent = recentWindows.of(fence, key);
        long sequence = recent == null ? -1 : recent.sequence(key.id());
        if (recent != null && sequence >= 0) {
            return commit(recent, sequence, 0, SequenceWindow.token(recent.hash, sequence), fence, tick);
        }
        Place place = place(key);
        return commit(place.ids(), place.a(), place.b(), place.token(), fence, tick);
    }

    private Commit commit(@Nullable IdStates ids, long a, long b, long token, long fence, int tick) {
        if (end(ids, a, b, fence, false, tick) == Hold.HELD) {
            recentCommits.add(fence, token, tick);
            return Commit.OK;
        }
        return recentCommits.contains(fence, token, tick) ? Commit.ALREADY : Commit.LOST;
    }

    /** Marks a message as dead, as {@link dev.latido.idempotency.SeenStore#bury}. */
    Hold bury(MessageKey key, long fence) {
        Place place = place(key);
        return end(place.ids(), place.a(), place.b(), fence, true, ticks.now());
    }

    private static Hold end(@Nullable IdStates ids, long a, long b, long fence, boolean dead, int tick) {
        if (ids == null) {
            return Hold.LOST;
        }
        synchronized (ids) {
            return ids.end(a, b, fence, dead, tick);
        }
    }

    /** Drops entries and windows whose retention is over, at most as many as the limit says. */
    int purge(int limit) {
        int tick = ticks.now();
        int dropped = windows.expire(tick, limit);
        return dropped + exact.expire(tick, limit - dropped);
    }

    /** Returns how many ids were dropped before the end of their retention. */
    long evictedEarly() {
        return exact.evictedEarly();
    }

    /** Counts for operators. */
    @Override
    public String toString() {
        List<SequenceWindow> all = windows.all();
        int inWork = exact.inWork();
        for (SequenceWindow window : all) {
            synchronized (window) {
                inWork += window.inWork.size();
            }
        }
        return inWork + " in work, " + all.size() + " producers, " + exact.size() + " entries";
    }
}
