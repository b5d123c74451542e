package dev.latido.idempotency.internal.memory;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.SeenStore.Hold;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends numbered ids to the window of their producer, the others to the log. Thread-safe. */
public final class MemoryStore {

    /** So many entries of the log take about the room of a window. */
    private static final int ENTRIES_PER_WINDOW = 8;

    private static final int LEAST_WINDOWS = 16;
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

    /** Spreads a sequence over the bits of a token. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final LongSupplier clock;
    private final long start;
    private final double ticksPerNano;
    private final AtomicLong fences = new AtomicLong();
    private final RecentCommits recent = new RecentCommits();
    private final RecentGrants grants = new RecentGrants();
    private final ExactIds exact;
    private final Windows windows;

    /**
     * An empty store.
     *
     * @param clock in nanoseconds, from any start
     */
    public MemoryStore(Duration retention, int capacity, LongSupplier clock) {
        this.clock = clock;
        this.start = clock.getAsLong();
        Duration kept = retention.compareTo(LONGEST) > 0 ? LONGEST : retention;
        this.ticksPerNano = 1.0 / (kept.toNanos() / EndedLog.TICKS + 1);
        this.exact = new ExactIds(capacity);
        this.windows = new Windows(exact, Math.max(LEAST_WINDOWS, capacity / ENTRIES_PER_WINDOW));
    }

    private int tick(long now) {
        return (int) (long) ((now - start) * ticksPerNano);
    }

    /** As {@link dev.latido.idempotency.SeenStore#claim}. */
    public Claim claim(MessageKey key, Duration lease) {
        long now = clock.getAsLong();
        int tick = tick(now);
        long fingerprint = Value.fingerprint(key);
        NumberedId number = NumberedId.of(key.id());
        if (number == null) {
            IdHash hash = exact.hash(key);
            PlainIds ids = exact.of(hash);
            synchronized (ids) {
                return ids.claim(hash.high(), hash.low(), fingerprint, lease, fences, now, tick);
            }
        }
        long hash = windows.hash(key.group(), key.id(), number.prefix());
        Window window = windows.find(hash, key.group(), key.id(), number.prefix());
        while (true) {
            if (window == null) {
                window = windows.open(hash, key.group(), key.id(), number, tick);
            }
            synchronized (window) {
                if (!window.isRetired()) {
                    Claim claim = window.claim(number.sequence(), 0, fingerprint, lease, fences, now, tick);
                    if (claim instanceof Claim.Granted granted) {
                        grants.add(granted.fence(), window);
                    }
                    return claim;
                }
            }
            window = null;
        }
    }

    /** Where an id is looked for once it has been claimed, and by what. */
    private record Place(@Nullable Ids ids, long a, long b, long token) {}

    private Place place(MessageKey key, long fence) {
        Window recent = grants.of(fence);
        if (recent != null && recent.isPrefixOf(key.group(), key.id())) {
            long sequence =
                    NumberedId.number(key.id(), recent.prefix.length(), key.id().length());
            if (sequence >= 0) {
                return new Place(recent, sequence, 0, sequence * SPREAD ^ recent.hash);
            }
        }
        NumberedId number = NumberedId.of(key.id());
        if (number == null) {
            IdHash hash = exact.hash(key);
            return new Place(exact.of(hash), hash.high(), hash.low(), hash.low());
        }
        long hash = windows.hash(key.group(), key.id(), number.prefix());
        Window window = windows.find(hash, key.group(), key.id(), number.prefix());
        return new Place(window, number.sequence(), 0, number.sequence() * SPREAD ^ hash);
    }

    /** As {@link dev.latido.idempotency.SeenStore#renew}. */
    public Hold renew(MessageKey key, long fence, Duration lease) {
        Place place = place(key, fence);
        Ids ids = place.ids();
        if (ids == null) {
            return Hold.LOST;
        }
        synchronized (ids) {
            return ids.renew(place.a(), place.b(), fence, lease, clock.getAsLong());
        }
    }

    /** As {@link dev.latido.idempotency.SeenStore#release}. */
    public Hold release(MessageKey key, long fence, Duration pause) {
        Place place = place(key, fence);
        Ids ids = place.ids();
        if (ids == null) {
            return Hold.LOST;
        }
        synchronized (ids) {
            return ids.release(place.a(), place.b(), fence, pause, clock.getAsLong());
        }
    }

    /** As {@link dev.latido.idempotency.SeenStore#commit}. */
    public Commit commit(MessageKey key, long fence) {
        Place place = place(key, fence);
        int tick = tick(clock.getAsLong());
        if (end(place, fence, false, tick) == Hold.HELD) {
            recent.add(fence, place.token(), tick);
            return Commit.OK;
        }
        return recent.contains(fence, place.token(), tick) ? Commit.ALREADY : Commit.LOST;
    }

    /** As {@link dev.latido.idempotency.SeenStore#bury}. */
    public Hold bury(MessageKey key, long fence) {
        return end(place(key, fence), fence, true, tick(clock.getAsLong()));
    }

    private static Hold end(Place place, long fence, boolean dead, int tick) {
        Ids ids = place.ids();
        if (ids == null) {
            return Hold.LOST;
        }
        synchronized (ids) {
            return ids.end(place.a(), place.b(), fence, dead, tick);
        }
    }

    /** Drops what is over, in steps of so many entries and windows. */
    public int purge(int limit) {
        int tick = tick(clock.getAsLong());
        int dropped = windows.expire(tick, limit);
        return dropped + exact.expire(tick, limit - dropped);
    }

    /** How many ids were dropped before their time. */
    public long evictedEarly() {
        return exact.evictedEarly();
    }

    /** For people. */
    @Override
    public String toString() {
        List<Window> all = windows.all();
        int inWork = exact.inWork();
        for (Window window : all) {
            synchronized (window) {
                inWork += window.inWork.size();
            }
        }
        return inWork + " in work, " + all.size() + " producers, " + exact.size() + " entries";
    }
}
