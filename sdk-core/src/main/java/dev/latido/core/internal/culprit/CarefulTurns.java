package dev.latido.core.internal.culprit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the requests of a connection sent one at a time, until a number of them is answered. Not thread-safe: {@link
 * CulpritSearch} guards it with its lock; only {@link #isCareful()} may be called without.
 */
final class CarefulTurns {

    private final List<Runnable> waiting = new ArrayList<>();
    private volatile boolean careful;
    private int requests;
    private @Nullable Object turn;
    private int taken;

    boolean isCareful() {
        return careful;
    }

    /** Is careful until at least so many requests are answered. */
    void begin(int answers) {
        requests = Math.max(1, Math.max(answers, careful ? requests : 0));
        careful = true;
    }

    void end() {
        careful = false;
        turn = null;
    }

    /** Called when a request is answered. */
    void answered() {
        if (careful && --requests <= 0) {
            end();
        }
    }

    /** Called when a session begins or ends: no sender has the turn. */
    void reset() {
        turn = null;
        waiting.clear();
    }

    /** Returns whether the sender may send; if not, the callback waits. */
    boolean take(Object sender, Runnable again, boolean paused) {
        if (!paused && (!careful || turn == null || turn.equals(sender))) {
            turn = careful ? sender : null;
            taken++;
            return true;
        }
        if (!waiting.contains(again)) {
            waiting.add(again);
        }
        return false;
    }

    /** Returns the number of turns that were taken. */
    int taken() {
        return taken;
    }

    /** Gives the turn back; returns the callbacks that waited for it. */
    List<Runnable> giveBack(Object sender) {
        if (turn == null || !turn.equals(sender)) {
            return List.of();
        }
        turn = null;
        return waiting();
    }

    /** Takes the callbacks that wait. */
    List<Runnable> waiting() {
        List<Runnable> awake = List.copyOf(waiting);
        waiting.clear();
        return awake;
    }
}
