package dev.latido.core.internal.culprit;

import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are held back, and the trial of one of them. Not thread-safe: {@link CulpritSearch} guards it with
 * its lock. Times are those of {@link System#nanoTime()}.
 */
final class CulpritTrials {

    /** The least time that a session lasts without a request before this request is tried. */
    static final Duration CONTROL = Duration.ofSeconds(2);

    /** The time for which nothing is in flight before a request is tried. */
    static final Duration QUIET = Duration.ofSeconds(1);

    /** A session must last so many times as long without the request as with it. */
    static final int RATIO = 10;

    /** A trial that has not begun after this time is given up, for example because the message has expired. */
    private static final Duration GIVE_UP = Duration.ofSeconds(5);

    /** A request that is held back. */
    static final class Case {

        final Suspect suspect;
        private final RandomGenerator random;

        /** The number of trials in a row that have ended the session. */
        int strikes;

        /** Whether a trial ever ended the session: nothing has to wait for the request any more. */
        boolean overtaken;

        /** Whether another message was acknowledged while this request was held back. */
        boolean compared;

        boolean convicted;
        boolean reported;
        long notBefore;
        private Duration control;

        private Case(Suspect suspect, RandomGenerator random, long now) {
            this.suspect = suspect;
            this.random = random;
            this.notBefore = now;
            this.control = drawn(CONTROL);
        }

        private Duration drawn(Duration least) {
            return Duration.ofNanos((long) (least.toNanos() * (1 + random.nextDouble())));
        }

        /** Counts a trial that ended the session; returns false if the session was too short to tell. */
        boolean strike(Duration without, Duration with) {
            Duration needed = with.multipliedBy(RATIO);
            control = drawn(CONTROL.compareTo(needed) > 0 ? CONTROL : needed);
            if (without.compareTo(needed) < 0) {
                return false;
            }
            strikes++;
            overtaken = true;
            return true;
        }

        /** Called when another message is acknowledged: of the trials before the first one, only one counts. */
        void compare() {
            if (!compared) {
                compared = true;
                strikes = Math.min(strikes, 1);
            }
        }

        private boolean mayBeTried(long now) {
            return !(convicted && suspect.isFinal()) && now - notBefore >= 0;
        }
    }

    private final LongSupplier nanos;
    private final RandomGenerator random;
    private @Nullable Case tried;
    private boolean asked;
    private boolean begun;
    private long since;

    CulpritTrials(LongSupplier nanos, RandomGenerator random) {
        this.nanos = nanos;
        this.random = random;
    }

    /** Returns a new case, which may be tried at once. */
    Case open(Suspect suspect) {
        return new Case(suspect, random, nanos.getAsLong());
    }

    /** Returns the case that is being tried, or null; while there is one, nothing else is sent. */
    @Nullable
    Case tried() {
        return tried;
    }

    /** Ends the trial; returns its case if the request was sent. */
    @Nullable
    Case end() {
        Case ended = begun ? tried : null;
        tried = null;
        asked = false;
        begun = false;
        return ended;
    }

    /** Takes the case with the fewest trials when it is due, so that cases are tried in turn. */
    void choose(Collection<Case> cases, long openedAt) {
        long now = nanos.getAsLong();
        Case next = null;
        for (Case open : cases) {
            if (open.mayBeTried(now) && (next == null || open.strikes < next.strikes)) {
                next = open;
            }
        }
        tried = next != null && now - openedAt >= next.control.toNanos() ? next : null;
        since = now;
    }

    /** Returns the request that is to be sent now, or null. */
    @Nullable
    Suspect proceed(int requestsUnderWay) {
        Case chosen = tried;
        if (chosen == null || asked) {
            return null;
        }
        if (requestsUnderWay > 0) {
            since = nanos.getAsLong();
            return null;
        }
        if (!isOver(QUIET)) {
            return null;
        }
        asked = true;
        since = nanos.getAsLong();
        return chosen.suspect;
    }

    /** Called when the request is sent. */
    void begun(Suspect suspect) {
        begun = tried != null && tried.suspect.equals(suspect);
        since = nanos.getAsLong();
    }

    /** Returns whether the owner was asked to send the request and has not done so, or nothing came of it. */
    boolean isFruitless() {
        return asked && isOver(begun ? CulpritSearch.PATIENCE : GIVE_UP);
    }

    private boolean isOver(Duration time) {
        return nanos.getAsLong() - since >= time.toNanos();
    }
}
