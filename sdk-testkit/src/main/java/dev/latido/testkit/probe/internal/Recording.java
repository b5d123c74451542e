package dev.latido.testkit.probe.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The recorded messages, within bounds, and a way to wait for more. Thread-safe. */
final class Recording {

    /** The assumed memory for a message beyond its payload, in bytes. */
    private static final long OVERHEAD = 256;

    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Function<? super ProbedMessage, String> key;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Never signalled: waiting on it lets deliveries accumulate, so that the condition is not tested for each one. */
    private final Condition pace = lock.newCondition();

    @GuardedBy("lock")
    private List<ProbedMessage> messages = new ArrayList<>();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private long numbers;

    @GuardedBy("lock")
    private long changes;

    @GuardedBy("lock")
    private boolean ended;

    @GuardedBy("lock")
    private @Nullable String trouble;

    Recording(Function<? super ProbedMessage, String> key, int limit) {
        this.key = key;
        this.limit = limit;
    }

    void add(PublishPacket delivery) {
        lock.lock();
        try {
            long size = OVERHEAD + delivery.payload().length;
            if (messages.size() >= limit || bytes + size > MqttProbe.MAX_BYTES) {
                fail("it is full with " + messages.size() + " messages of " + bytes
                        + " bytes; clear() it in between, set a limit(…) or observe less");
                return;
            }
            bytes += size;
            numbers++;
            messages.add(new RecordedMessage(numbers, Instant.now(), delivery, key));
            change();
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            messages = new ArrayList<>();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Records that later messages are not seen. The first reason is kept. */
    void fail(String why) {
        lock.lock();
        try {
            if (!ended && trouble == null) {
                trouble = why;
                change();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the recording. */
    void end() {
        lock.lock();
        try {
            ended = true;
            change();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    String trouble() {
        lock.lock();
        try {
            return trouble;
        } finally {
            lock.unlock();
        }
    }

    List<ProbedMessage> messages() {
        lock.lock();
        try {
            return List.copyOf(messages);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a condition holds. The condition is called without the lock, so that it does not delay new messages.
     */
    boolean await(Predicate<? super List<ProbedMessage>> condition, Duration timeout) {
        long deadline = System.nanoTime() + Math.max(0, timeout.toNanos());
        while (true) {
            Seen seen = seen();
            if (condition.test(seen.messages())) {
                return true;
            }
            if (seen.last() || !waitForMore(seen.changes(), deadline)) {
                return false;
            }
        }
    }

    private record Seen(List<ProbedMessage> messages, long changes, boolean last) {}

    private Seen seen() {
        lock.lock();
        try {
            return new Seen(List.copyOf(messages), changes, ended || trouble != null);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether something changed before the deadline. */
    private boolean waitForMore(long known, long deadline) {
        lock.lock();
        try {
            while (changes == known) {
                if (changed.awaitNanos(deadline - System.nanoTime()) <= 0 && changes == known) {
                    return false;
                }
            }
            long pause = Math.min(PACE_NANOS, deadline - System.nanoTime());
            while (pause > 0) {
                pause = pace.awaitNanos(pause);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for messages", e);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void change() {
        changes++;
        changed.signalAll();
    }
}
