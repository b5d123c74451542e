package dev.latido.testkit.proxy.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.proxy.FaultProxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing packets of one peer. They wait here until they are due and are written in batches by one thread.
 * Thread-safe.
 */
final class PacketSender {

    private static final int BATCH = 64 * 1024;
    private static final long HIGH_WATER = 4L << 20;
    private static final int CHUNKS_PER_SECOND = 50;

    private record Item(
            long due,
            long sequence,
            @Nullable Frame frame,
            @Nullable Runnable then) implements Comparable<Item> {

        /** Compares differences, because {@link System#nanoTime} may overflow. */
        @Override
        public int compareTo(Item other) {
            int byTime = Long.compare(due - other.due, 0);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final LinkConditions weather;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private final PriorityQueue<Item> queue = new PriorityQueue<>();

    /** Topic aliases that the peer knows; used by the writing thread only. */
    private final Map<Integer, String> aliases = new HashMap<>();

    private final ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH);

    @GuardedBy("lock")
    private long queuedBytes;

    @GuardedBy("lock")
    private long sequence;

    @GuardedBy("lock")
    private long lastDue = System.nanoTime();

    @GuardedBy("lock")
    private boolean discarding;

    @GuardedBy("lock")
    private boolean closed;

    PacketSender(LinkConditions weather) {
        this.weather = weather;
    }

    void send(Frame frame) {
        send(frame, 0);
    }

    /** Sends a frame later; all packets after it wait. */
    void send(Frame frame, long extraNanos) {
        inOrder(frame, null, extraNanos);
    }

    /**
     * Runs an action on the writing thread after everything before it has been written. Nothing is written after it.
     */
    void finish(Runnable action) {
        inOrder(null, action, 0);
    }

    private void inOrder(@Nullable Frame frame, @Nullable Runnable then, long extraNanos) {
        lock.lock();
        try {
            long due = System.nanoTime() + weather.delayNanos() + extraNanos;
            lastDue = due - lastDue > 0 ? due : lastDue;
            add(new Item(lastDue, sequence++, frame, then));
        } finally {
            lock.unlock();
        }
    }

    /** Sends a frame later; packets after it overtake it. */
    void sendAside(Frame frame, long nanos) {
        lock.lock();
        try {
            add(new Item(System.nanoTime() + weather.delayNanos() + nanos, sequence++, frame, null));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void add(Item item) {
        if (discarding || closed) {
            return;
        }
        Item first = queue.peek();
        queue.add(item);
        queuedBytes += item.frame == null ? 0 : item.frame.size();
        if (first == null || item.compareTo(first) < 0) {
            work.signal();
        }
    }

    /** Blocks while too much data is waiting. */
    void awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while (queuedBytes > HIGH_WATER && !closed && !discarding) {
                room.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Discards waiting and future packets. */
    void discard() {
        lock.lock();
        try {
            discarding = true;
            queue.clear();
            queuedBytes = 0;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #pump}. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes until {@link #close()} or until a {@link #finish} action has run. */
    void pump(OutputStream out) throws IOException, InterruptedException {
        while (true) {
            batch.reset();
            Runnable then = collect();
            write(out);
            if (then != null) {
                then.run();
                return;
            }
            if (batch.size() == 0) {
                return;
            }
        }
    }

    /**
     * Waits for packets and puts those that are due into the batch. An empty batch means that the sender is closed.
     */
    private @Nullable Runnable collect() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                Item next = queue.peek();
                long wait = next == null ? Long.MAX_VALUE : next.due - System.nanoTime();
                if (next != null && wait <= 0 && batch.size() < BATCH) {
                    queue.remove();
                    if (next.frame == null) {
                        return next.then;
                    }
                    queuedBytes -= next.frame.size();
                    encode(next.frame);
                } else if (batch.size() > 0) {
                    break;
                } else if (next == null) {
                    work.await();
                } else {
                    work.awaitNanos(wait);
                }
            }
            if (queuedBytes <= HIGH_WATER) {
                room.signalAll();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes a frame to the batch. A topic alias is spelled out if the peer does not know it, because the packet that
     * introduced it was lost or overtaken.
     */
    private void encode(Frame frame) {
        int alias = frame.topicAlias();
        if (alias != 0 && !frame.carriesTopic() && !frame.topic().equals(aliases.get(alias))) {
            frame.writeWithTopicTo(batch);
        } else {
            frame.writeTo(batch);
        }
        if (alias != 0) {
            aliases.put(alias, frame.topic());
        }
    }

    private void write(OutputStream out) throws IOException, InterruptedException {
        byte[] bytes = batch.toByteArray();
        int written = 0;
        while (written < bytes.length) {
            long limit = weather.bytesPerSecond();
            int chunk = bytes.length - written;
            if (limit != FaultProxy.UNLIMITED) {
                chunk = (int) Math.min(chunk, Math.max(1, limit / CHUNKS_PER_SECOND));
                if (!pause((long) (chunk * 1e9 / limit))) {
                    return;
                }
            }
            out.write(bytes, written, chunk);
            written += chunk;
        }
        out.flush();
    }

    /** Pauses, and returns whether the sender is still open afterwards. */
    private boolean pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long rest = nanos;
            while (rest > 0 && !closed && !discarding) {
                rest = work.awaitNanos(rest);
            }
            return !closed && !discarding;
        } finally {
            lock.unlock();
        }
    }
}
