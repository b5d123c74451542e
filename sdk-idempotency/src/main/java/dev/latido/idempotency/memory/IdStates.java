package dev.latido.idempotency.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.SeenStore.Hold;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a seen-store, over ids that are represented by two longs. Subclasses remember the ids that have
 * ended. Callers hold the lock of this object.
 */
abstract class IdStates {

    private static final long SECOND = 1_000_000_000;
    private static final long FOREVER = Long.MAX_VALUE / 4;

    @GuardedBy("this")
    final OpenClaims inWork = new OpenClaims();

    private final Fences fences;
    final int slot;

    /** Creates an empty state with the source of its fences and the slot that they name. */
    IdStates(Fences fences, int slot) {
        this.fences = fences;
        this.slot = slot;
    }

    /** Returns Done, Dead or Conflict; null if the id is unknown. */
    @GuardedBy("this")
    abstract @Nullable Claim ended(long a, long b, long fingerprint, int tick);

    /**
     * Claims an id, or returns why it cannot be claimed.
     *
     * @param now the time in nanoseconds
     * @param tick the same time in ticks
     */
    @GuardedBy("this")
    final Claim claim(long a, long b, long fingerprint, Duration lease, long now, int tick) {
        int at = inWork.find(a, b);
        if (at == OpenClaims.ABSENT) {
            Claim ended = ended(a, b, fingerprint, tick);
            return ended != null ? ended : grant(a, b, fingerprint, lease, now);
        }
        if (EndedState.conflict(fingerprint, inWork.fingerprint(at))) {
            return new Claim.Conflict();
        }
        long remaining = inWork.due(at) - now;
        if (remaining > 0) {
            Duration rest = Duration.ofNanos(remaining);
            return inWork.isClaimed(at) ? new Claim.Busy(rest) : new Claim.Delayed(rest);
        }
        if (inWork.fingerprint(at) == EndedState.NO_FINGERPRINT) {
            inWork.setFingerprint(at, fingerprint);
        }
        long fence = fences.next(slot);
        inWork.again(at, fence, after(now, lease));
        return new Claim.Granted(fence, inWork.attempt(at));
    }

    @GuardedBy("this")
    private Claim grant(long a, long b, long fingerprint, Duration lease, long now) {
        long fence = fences.next(slot);
        inWork.add(a, b, fence, after(now, lease), fingerprint);
        return new Claim.Granted(fence, 1);
    }

    private static long after(long now, Duration time) {
        return now + (time.getSeconds() >= FOREVER / SECOND ? FOREVER : time.getSeconds() * SECOND + time.getNano());
    }

    /** Extends a claim. */
    @GuardedBy("this")
    final Hold renew(long a, long b, long fence, Duration lease, long now) {
        int at = held(a, b, fence);
        if (at == OpenClaims.ABSENT) {
            return Hold.LOST;
        }
        inWork.renew(at, after(now, lease));
        return Hold.HELD;
    }

    /** Releases a claim. */
    @GuardedBy("this")
    final Hold release(long a, long b, long fence, Duration pause, long now) {
        int at = held(a, b, fence);
        if (at == OpenClaims.ABSENT) {
            return Hold.LOST;
        }
        inWork.release(at, after(now, pause));
        return Hold.HELD;
    }

    /** Ends a claim. */
    @GuardedBy("this")
    final Hold end(long a, long b, long fence, boolean dead, int tick) {
        int at = held(a, b, fence);
        if (at == OpenClaims.ABSENT) {
            return Hold.LOST;
        }
        long fingerprint = inWork.fingerprint(at);
        inWork.remove(at);
        remember(a, b, fingerprint, dead, tick);
        return Hold.HELD;
    }

    /** Remembers an id that has ended. */
    @GuardedBy("this")
    abstract void remember(long a, long b, long fingerprint, boolean dead, int tick);

    @GuardedBy("this")
    private int held(long a, long b, long fence) {
        int at = inWork.find(a, b);
        return at != OpenClaims.ABSENT && inWork.isHeld(at, fence) ? at : OpenClaims.ABSENT;
    }
}
