package dev.latido.idempotency.internal.work;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.Backoff;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.internal.Counters;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.SubscriberListeners;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.Timing;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Suspends the group when its messages are not at fault. There are two reasons, and the group resumes when none is left:
 *
 * <ul>
 *   <li>Different messages have failed in the same way, and none has succeeded in between. No turn starts then, except
 *       for one at a time, the probe, after growing pauses. The probe takes one message of each queue in turn. The
 *       attempts of a suspended group do not count, so no message becomes a dead letter. A success ends the suspension.
 *       If the same failure would suspend the group again soon after, and no message that had failed was handled, twice
 *       as many messages must fail: they may be at fault after all, and in a suspended group they keep good messages
 *       waiting.
 *   <li>The broker has told that no client keeps the dead letters. Other messages are handled then, and the dead letters
 *       are published again until one is kept.
 * </ul>
 *
 * <p>Thread-safe. Listeners are notified without the lock.
 */
public final class Suspension {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private static final Backoff PAUSES = Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(60));

    private static final long LOG_AGAIN = Duration.ofMinutes(10).toNanos();

    /** By default 40 messages, which every broker delivers before the first is acknowledged. */
    private static final int MOST_DOUBLINGS = 2;

    /** The maximum number of kinds of failures that are counted; the oldest is forgotten first. */
    private static final int MOST_KINDS = 16;

    private final String group;
    private final int limit;
    /** The time after a suspension that gives messages at fault their patience, and time to be handled, twice. */
    private final long soon;

    private final HandlerSlots slots;
    private final Counters counters;
    private final SubscriberListeners news;
    private final Timing timing;

    /** The messages that have failed since the last success, by the kind of the failure. */
    @GuardedBy("this")
    private final Map<String, Set<Object>> failures = new LinkedHashMap<>();

    /** Whether a success changes anything; written with the lock held, read without it. */
    private volatile boolean watching;

    /** Whether only probes run; written with the lock held, read without it. */
    private volatile boolean probing;

    /** Whether no client keeps the dead letters; written with the lock held, read without it. */
    private volatile boolean unkept;

    /** The kind of the failures that have suspended the group. */
    @GuardedBy("this")
    private String suspendedBy = "";

    /** The number of times in a row that a success has ended the suspension and the same failures began it again soon. */
    @GuardedBy("this")
    private int relapses;

    @GuardedBy("this")
    private long resumed;

    /** Whether a message that had failed was handled since the group was suspended: then messages are not at fault. */
    @GuardedBy("this")
    private boolean recovered;

    @GuardedBy("this")
    private int probes;

    @GuardedBy("this")
    private @Nullable Throwable latest;

    @GuardedBy("this")
    private long since;

    @GuardedBy("this")
    private long logged;

    /** Creates the suspension of a group, which is not suspended. */
    public Suspension(SubscriberSettings settings, HandlerSlots slots, Counters counters, SubscriberListeners news) {
        this.group = settings.group();
        this.limit = settings.suspendAfter();
        this.soon = settings.patience().multipliedBy(2).toNanos();
        this.slots = slots;
        this.counters = counters;
        this.news = news;
        this.timing = settings.timing();
        slots.onProbeEnded(this::probeEnded);
    }

    /** Returns whether the group is suspended, for any reason. */
    public boolean isSuspended() {
        return probing || unkept;
    }

    /** Returns whether only probes run: their attempts do not count. */
    boolean isProbing() {
        return probing;
    }

    /**
     * Takes note of a failed attempt.
     *
     * @param message identifies the message by {@code equals}
     * @return whether only probes run, so that the message must be held
     */
    boolean failed(Object message, Throwable cause) {
        // Without the lock: exceptions can have code of the application.
        String kind = FailureKind.of(cause);
        int alike;
        synchronized (this) {
            if (probing) {
                latest = cause;
                return true;
            }
            watching = true;
            Set<Object> messages = failures.computeIfAbsent(kind, first -> new HashSet<>());
            messages.add(message);
            alike = messages.size();
            if (alike < needed(kind)) {
                forgetOldest();
                return false;
            }
            relapses = isRelapse(kind) ? relapses + 1 : 0;
            suspendedBy = kind;
            recovered = false;
            failures.clear();
            probing = true;
            probes = 0;
            latest = null;
            since = timing.nanoTime();
            logged = since;
            slots.suspend();
        }
        log.warn(
                "{}: {} different messages failed in the same way, and none was handled in between; the group is suspended:"
                        + " no message becomes a dead letter, and one is tried again after growing pauses of up to {} s"
                        + " until one succeeds. Fix the cause: {}",
                group,
                alike,
                PAUSES.cap().toSeconds(),
                FailureText.describe(cause),
                cause);
        suspended(cause, unkept);
        plan(timing.pause(PAUSES, 0));
        return true;
    }

    /** Returns the number of different messages that must fail to suspend the group. */
    @GuardedBy("this")
    private long needed(String kind) {
        return isRelapse(kind) ? (long) limit << Math.min(relapses + 1, MOST_DOUBLINGS) : limit;
    }

    @GuardedBy("this")
    private boolean isRelapse(String kind) {
        return !recovered && kind.equals(suspendedBy) && timing.nanoTime() - resumed < soon;
    }

    @GuardedBy("this")
    private void forgetOldest() {
        if (failures.size() > MOST_KINDS) {
            Iterator<String> kinds = failures.keySet().iterator();
            kinds.next();
            kinds.remove();
        }
    }

    /** Takes note of a failure that does not count, such as that of a batch; a probe has failed nevertheless. */
    void probeFailed(Throwable cause) {
        synchronized (this) {
            latest = probing ? cause : null;
        }
    }

    /**
     * Takes note of a message that was handled.
     *
     * @param hadFailed whether it had failed before
     */
    void succeeded(boolean hadFailed) {
        if (watching || hadFailed) {
            endProbing(hadFailed);
        }
    }

    private void endProbing(boolean hadFailed) {
        long took;
        synchronized (this) {
            recovered |= hadFailed;
            failures.clear();
            watching = false;
            if (!probing) {
                return;
            }
            probing = false;
            resumed = timing.nanoTime();
            took = resumed - since;
            slots.unsuspend();
        }
        log.info(
                "{}: a message was handled; the group resumes after {} s",
                group,
                Duration.ofNanos(took).toSeconds());
        resumed(unkept);
    }

    private void plan(Duration pause) {
        timing.after(pause, slots::probe);
    }

    /** Plans the next probe: immediately if this one said nothing, for example because its message was a duplicate. */
    private void probeEnded() {
        Duration pause = Duration.ZERO;
        Throwable cause;
        synchronized (this) {
            if (!probing) {
                return;
            }
            cause = latest;
            latest = null;
            if (cause != null) {
                probes++;
                pause = timing.pause(PAUSES, probes);
                boolean due = timing.nanoTime() - logged >= LOG_AGAIN;
                logged = due ? timing.nanoTime() : logged;
                cause = due ? cause : null;
            }
        }
        if (cause != null) {
            log.warn("{}: the group is still suspended: {}", group, FailureText.describe(cause));
        }
        plan(pause);
    }

    /**
     * Takes note of a dead letter that no client keeps.
     *
     * @return whether this is the first one since a dead letter was kept
     */
    boolean notKept(Throwable cause) {
        boolean already;
        synchronized (this) {
            if (unkept) {
                return false;
            }
            unkept = true;
            already = probing;
        }
        suspended(cause, already);
        return true;
    }

    /** Takes note of a dead letter that is stored. */
    void kept() {
        if (!unkept) {
            return;
        }
        boolean others;
        synchronized (this) {
            if (!unkept) {
                return;
            }
            unkept = false;
            others = probing;
        }
        log.info("{}: dead letters are kept again", group);
        resumed(others);
    }

    private void suspended(Throwable cause, boolean already) {
        if (!already) {
            counters.suspensions.increment();
            news.tell(listener -> listener.suspended(cause));
        }
    }

    private void resumed(boolean stillSuspended) {
        if (!stillSuspended) {
            news.tell(SubscriberListener::resumed);
        }
    }
}
