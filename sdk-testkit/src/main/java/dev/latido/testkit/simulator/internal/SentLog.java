package dev.latido.testkit.simulator.internal;

import dev.latido.testkit.simulator.DeviceSimulator;
import dev.latido.testkit.simulator.SentMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What was handed over and what became of it. Thread-safe. */
final class SentLog {

    private final List<SentMessage> sent = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private long outcomes;
    private @Nullable Throwable firstFailure;

    boolean hasRoom(long messages) {
        lock.lock();
        try {
            return sent.size() + messages <= DeviceSimulator.MAX_SENT;
        } finally {
            lock.unlock();
        }
    }

    void add(SentMessage message) {
        lock.lock();
        try {
            sent.add(message);
        } finally {
            lock.unlock();
        }
    }

    void outcome(@Nullable Throwable failure) {
        lock.lock();
        try {
            outcomes++;
            if (failure != null && firstFailure == null) {
                firstFailure = failure;
            }
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether everything sent so far, and so many at least, has its outcome in time. */
    boolean await(long atLeast, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long wanted = Math.max(atLeast, sent.size());
            long left = nanos;
            while (outcomes < wanted && firstFailure == null) {
                if (left <= 0) {
                    return false;
                }
                left = settled.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Throwable firstFailure() {
        lock.lock();
        try {
            return firstFailure;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return sent.size();
        } finally {
            lock.unlock();
        }
    }

    long unsettled() {
        lock.lock();
        try {
            return sent.size() - outcomes;
        } finally {
            lock.unlock();
        }
    }

    List<SentMessage> messages() {
        lock.lock();
        try {
            return List.copyOf(sent);
        } finally {
            lock.unlock();
        }
    }
}
