package dev.latido.campaign;

import dev.latido.campaign.process.CrashPoint;
import dev.latido.campaign.process.Lines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A publisher or subscriber, whose process may be killed and started again many times. Thread-safe. */
final class Worker implements AutoCloseable {

    /** The properties that all processes of a worker have in common. */
    record Role(String mainClass, String clientId, List<String> arguments, Path agent, Path log) {}

    private final Role role;
    private final BiConsumer<Worker, CrashPoint> reached;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final CompletableFuture<String> endedByItself = new CompletableFuture<>();
    private CompletableFuture<Void> ready = new CompletableFuture<>();
    private @Nullable ChildProcess child;
    private long wrongBy;
    private boolean closed;
    private final Object lives = new Object();
    private final Map<String, Long> now = new HashMap<>();
    private final Map<String, Long> earlier = new HashMap<>();
    private final Map<String, Long> most = new HashMap<>();

    Worker(Role role, BiConsumer<Worker, CrashPoint> reached) {
        this.role = role;
        this.reached = reached;
    }

    String clientId() {
        return role.clientId();
    }

    /** Starts a process. The one before must have ended. */
    synchronized void start() {
        if (closed) {
            return;
        }
        ready = new CompletableFuture<>();
        List<String> arguments = new ArrayList<>(role.arguments());
        arguments.add("client=" + role.clientId());
        arguments.add("clock=" + wrongBy);
        ChildProcess started = ChildProcess.start(role.mainClass(), arguments, role.agent(), role.log(), this::heard);
        child = started;
        started.ended().thenAccept(code -> ended(started, code));
    }

    private synchronized void ended(ChildProcess which, int code) {
        if (child == which && !closed && !finished.isDone()) {
            endedByItself.complete(role.clientId() + " ended by itself with " + code);
        }
    }

    private void heard(String line) {
        if (line.startsWith(Lines.STATUS)) {
            count(line.substring(Lines.STATUS.length()));
        } else if (line.startsWith(Lines.REACHED)) {
            String point = line.substring(Lines.REACHED.length());
            for (CrashPoint candidate : CrashPoint.values()) {
                if (candidate.word().equals(point)) {
                    reached.accept(this, candidate);
                }
            }
        } else if (line.equals(Lines.READY)) {
            ready().complete(null);
        } else if (line.equals(Lines.FINISHED)) {
            finished.complete(null);
        }
    }

    private synchronized void count(String counters) {
        for (String counter : counters.split(" ", -1)) {
            int equals = counter.indexOf('=');
            String name = counter.substring(0, equals);
            long value = Long.parseLong(counter.substring(equals + 1));
            now.put(name, value);
            most.merge(name, value, Math::max);
        }
    }

    /** Completes when the current process is ready. */
    synchronized CompletableFuture<Void> ready() {
        return ready;
    }

    /** Completes when a publisher has nothing left to send. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** Completes, with the reason, if a process ends by itself. */
    CompletableFuture<String> endedByItself() {
        return endedByItself;
    }

    /** Returns the last value of a counter of the current process. */
    synchronized long now(String counter) {
        return now.getOrDefault(counter, 0L);
    }

    /** Returns the largest value of a counter. */
    synchronized long most(String counter) {
        return most.getOrDefault(counter, 0L);
    }

    /** Returns the sum of a counter over all processes, as far as they reported it. */
    synchronized long total(String counter) {
        return earlier.getOrDefault(counter, 0L) + now.getOrDefault(counter, 0L);
    }

    /** Sends SIGKILL and starts another process. */
    void killAndRestart() {
        synchronized (lives) {
            kill();
            start();
        }
    }

    private void kill() {
        ChildProcess dying;
        synchronized (this) {
            dying = child;
            child = null;
        }
        if (dying != null) {
            dying.kill();
        }
        synchronized (this) {
            now.forEach((name, value) -> earlier.merge(name, value, Long::sum));
            now.clear();
        }
    }

    synchronized void tell(String line) {
        if (child != null) {
            child.tell(line);
        }
    }

    synchronized void signal(String name) {
        if (child != null) {
            child.signal(name);
        }
    }

    synchronized void stepClock(long milliseconds) {
        wrongBy += milliseconds;
        tell(Lines.CLOCK + wrongBy);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        synchronized (lives) {
            kill();
        }
    }
}
