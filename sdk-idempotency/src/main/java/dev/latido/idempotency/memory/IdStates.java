package dev.latido.idempotency.memory;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.SeenStore.Hold;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a seen-store over ids that two longs stand for. What has ended is the subclasses' to remember.
 * Every method is called with this object locked.
 */
abstract class IdStates {

    private static final long SECOND = 1_000_000_000;
    private static final long FOREVER = Long.MAX_VALUE / 4;

    final OpenClaims inWork = new OpenClaims();
    private final Fences fences;
    final int slot;

    /** With the source of fences and what they are to say of the place. */
    IdStates(Fences fences, int slot) {
        this.fences = fences;
        this.slot = slot;
    }

    /** Done, Dead or Conflict; null if the id is not known. */
    abstract @Nullable Claim ended(long a, long b, long fingerprint, int tick);

    /**
     * Claims, or says why not.
     *
     * @param now the clock
     * @param tick the same in ticks of the log
     */
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

    private Claim grant(long a, long b, long fingerprint, Duration lease, long now) {
        long fence = fences.next(slot);
        inWork.add(a, b, fence, after(now, lease), fingerprint);
        return new Claim.Granted(fence, 1);
    }

    private static long after(long now, Duration time) {
        return now + (time.getSeconds() >= FOREVER / SECOND ? FOREVER : time.getSeconds() * SECOND + time.getNano());
    }

    /** Makes a claim last longer. */
    final Hold renew(long a, long b, long fence, Duration lease, long now) {
        int at = held(a, b, fence);
        if (at == OpenClaims.ABSENT) {
            return Hold.LOST;
        }
        inWork.renew(at, after(now, lease));
        return Hold.HELD;
    }

    /** Gives a claim back. */
    final Hold release(long a, long b, long fence, Duration pause, long now) {
        int at = held(a, b, fence);
        if (at == OpenClaims.ABSENT) {
            return Hold.LOST;
        }
        inWork.release(at, after(now, pause));
        return Hold.HELD;
    }

    /** Ends a claim. */
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

    /** Keeps in mind what has ended. */
    abstract void remember(long a, long b, long fingerprint, boolean dead, int tick);

    private int held(long a, long b, long fence) {
        int at = inWork.find(a, b);
        return at != OpenClaims.ABSENT && inWork.isHeld(at, fence) ? at : OpenClaims.ABSENT;
    }
}
