package dev.latido.idempotency.internal.attempt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.idempotency.internal.Timing;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a message. It separates the time of the store from the time of the handler, and stops or abandons a
 * handler that does not return. Thread-safe.
 */
public final class Attempt {

    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    /**
     * The attempts that this process has made before.
     *
     * @param uncounted the number of attempts that used up none, because of the store, a conflict of transactions or a suspension
     * @param postponed the number of times in a row that the message was postponed
     * @param failure the last failure of the handler that counted; null if there was none
     */
    public record Earlier(
            int uncounted, int postponed, @Nullable Throwable failure) {

        static final Earlier NONE = new Earlier(0, 0, null);
    }

    private enum Phase {
        STORE,
        HANDLER,
        LEFT_BEHIND
    }

    private final int number;
    private final boolean suspect;
    private final boolean repeated;
    private final long patience;
    private final Earlier earlier;
    private final Timing timing;

    @GuardedBy("this")
    private Phase phase = Phase.STORE;

    @GuardedBy("this")
    private long since;

    @GuardedBy("this")
    private long handling;

    @GuardedBy("this")
    private boolean interrupted;

    @GuardedBy("this")
    private @Nullable Thread thread;

    @GuardedBy("this")
    private @Nullable CompletionStage<?> stage;

    @GuardedBy("this")
    private @Nullable Long fence;

    /**
     * Creates an attempt.
     *
     * @param number the number of the attempt in this process, starting at 1
     * @param suspect whether an earlier process may have crashed while it handled the message
     * @param patience the remaining patience of the message, in nanoseconds
     */
    public Attempt(int number, boolean suspect, long patience, Timing timing) {
        this(number, suspect, false, patience, Earlier.NONE, timing);
    }

    /**
     * Creates an attempt at a message that may have been handled before.
     *
     * @param repeated whether the broker has flagged it as redelivered
     * @param earlier the attempts before this one
     */
    public Attempt(int number, boolean suspect, boolean repeated, long patience, Earlier earlier, Timing timing) {
        this.number = number;
        this.suspect = suspect;
        this.repeated = repeated;
        this.patience = patience;
        this.earlier = earlier;
        this.timing = timing;
    }

    public int number() {
        return number;
    }

    Earlier earlier() {
        return earlier;
    }

    boolean suspect() {
        return suspect;
    }

    /** Returns whether there is a reason to expect that the message was handled before. */
    boolean maybeDone() {
        return suspect || repeated || number > 1 || earlier.uncounted() > 0;
    }

    /** Starts the time of the handler, on the caller's thread; the fence is that of the claim, null without a claim. */
    public synchronized void handling(@Nullable Long claim) {
        phase = Phase.HANDLER;
        since = timing.nanoTime();
        thread = Thread.currentThread();
        fence = claim;
    }

    /** Lets the handler go on without its thread until the stage completes. */
    public synchronized void goesOn(CompletionStage<?> open) {
        clearInterrupt();
        thread = null;
        stage = open;
    }

    /**
     * Ends the time of the handler.
     *
     * @return false if the handler was abandoned, so that the message no longer belongs to this attempt
     */
    public synchronized boolean handled() {
        clearInterrupt();
        thread = null;
        stage = null;
        if (phase == Phase.LEFT_BEHIND) {
            return false;
        }
        if (phase == Phase.HANDLER) {
            handling += timing.nanoTime() - since;
            phase = Phase.STORE;
        }
        return true;
    }

    /** Clears an interrupt of {@link #stop()}: it is for this handler, not for what the thread does next. */
    @GuardedBy("this")
    private void clearInterrupt() {
        if (interrupted && Thread.currentThread().equals(thread)) {
            Thread.interrupted();
        }
    }

    /** Returns whether another attempt after a pause would start after the end of the patience. */
    synchronized boolean isLast(Duration pause) {
        return handling + pause.toNanos() >= patience;
    }

    /** Returns how long the handler has run, in nanoseconds. */
    public synchronized long handlingTime() {
        return handling;
    }

    /** Returns for how long the handler has overrun the patience, in nanoseconds; negative if it has not. */
    public synchronized long overrun(long now) {
        return phase == Phase.HANDLER ? now - since - patience : Long.MIN_VALUE;
    }

    /** Interrupts the handler once, or cancels its stage. */
    public void stop() {
        CompletionStage<?> open;
        synchronized (this) {
            if (phase != Phase.HANDLER) {
                return;
            }
            open = stage;
            if (thread != null && !interrupted) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (open != null) {
            try {
                open.toCompletableFuture().cancel(true);
            } catch (RuntimeException | Error e) {
                // A stage may not support this, or fail in the application's code: the handler is abandoned if it goes
                // on.
                log.debug("the stage of a handler could not be cancelled", e);
            }
        }
    }

    /** Returns whether the handler was abandoned. */
    public synchronized boolean isLeftBehind() {
        return phase == Phase.LEFT_BEHIND;
    }

    /** Returns whether the handler was interrupted. */
    synchronized boolean isInterrupted() {
        return interrupted;
    }

    /** Abandons the handler if it still runs; the message then no longer belongs to this attempt. */
    public synchronized boolean leaveBehind() {
        if (phase != Phase.HANDLER) {
            return false;
        }
        phase = Phase.LEFT_BEHIND;
        return true;
    }

    /** Returns the fence of the claim under which the handler runs; null without one. */
    public synchronized @Nullable Long fence() {
        return fence;
    }
}
