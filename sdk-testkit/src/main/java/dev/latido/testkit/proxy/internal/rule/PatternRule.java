package dev.latido.testkit.proxy.internal.rule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.MqttPacket;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One fault for the packets that a pattern chooses. */
final class PatternRule implements PacketRule {

    private final PacketPattern pattern;
    private final Fault fault;
    private final long salt;
    private final RuleBook book;

    @GuardedBy("this")
    private final Map<String, Progress> clients = new HashMap<>();

    @GuardedBy("this")
    private long hits;

    PatternRule(PacketPattern pattern, Fault fault, long salt, RuleBook book) {
        this.pattern = pattern;
        this.fault = fault;
        this.salt = salt;
        this.book = book;
    }

    @Override
    public @Nullable Fault select(MqttPacket packet) {
        if (!pattern.matches(packet)) {
            return null;
        }
        PacketChoice selection = pattern.selection();
        synchronized (this) {
            Progress progress = clients.computeIfAbsent(packet.clientId(), id -> new Progress());
            boolean chosen = selection.takesCount(++progress.count)
                    && (selection.mean().isZero() || isDue(progress, packet.clientId()))
                    && (selection.probability() >= 1 || SeededChance.roll(salt, packet) < selection.probability());
            return chosen ? fault : null;
        }
    }

    @GuardedBy("this")
    private boolean isDue(Progress progress, String clientId) {
        long now = System.nanoTime();
        boolean due = progress.intervals > 0 && now - progress.due >= 0;
        if (progress.intervals == 0 || due) {
            double mean = pattern.selection().mean().toNanos();
            progress.due = now + (long) (mean * SeededChance.interval(salt, clientId, ++progress.intervals));
        }
        return due;
    }

    @Override
    public synchronized boolean take() {
        if (hits >= pattern.selection().atMost()) {
            return false;
        }
        hits++;
        return true;
    }

    @Override
    public void remove() {
        book.remove(this);
    }

    @Override
    public synchronized long hits() {
        return hits;
    }

    private static final class Progress {
        long count;
        long intervals;
        long due;
    }
}
