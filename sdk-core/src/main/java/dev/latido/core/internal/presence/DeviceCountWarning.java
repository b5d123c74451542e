package dev.latido.core.internal.presence;

import dev.latido.topics.Topic;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Counts the devices that one connection publishes for, and says so once when they are more than declared: behind one
 * client a hundred sensors disappear together, and their presence says nothing of each. Thread-safe.
 *
 * <p>The first device too many is not the last: it goes on counting for a while before it names the number.
 */
final class DeviceCountWarning {

    /** More topics than this are not looked at: who has so many is warned of the devices so far, or has few. */
    private static final int MOST_TOPICS = 10_000;

    /** After the first device too many it counts for this long, or for {@link #SETTLING_MESSAGES}. */
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int SETTLING_MESSAGES = 1_000;

    private final int declared;
    private final String clientId;
    private final Logger log;
    private final LongSupplier nanoTime;
    private final Set<Topic> topics = ConcurrentHashMap.newKeySet();
    private final Set<String> devices = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicLong messages = new AtomicLong();
    private volatile boolean tooMany;
    private volatile long tooManySince;

    DeviceCountWarning(int declared, String clientId, Logger log, LongSupplier nanoTime) {
        this.declared = declared;
        this.clientId = clientId;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** Called for every message, hence the cheap ways out. */
    void published(Topic topic) {
        if (done.get()) {
            return;
        }
        if (topics.add(topic)) {
            count(topic);
        }
        if (tooMany && hasSettled()) {
            finish();
        } else if (topics.size() >= MOST_TOPICS) {
            finish();
        }
    }

    private void count(Topic topic) {
        List<String> levels = topic.levels();
        // Commands go to many devices by their nature.
        if (levels.size() == DeviceTopics.DEPTH
                && !levels.get(DeviceTopics.CHANNEL).equals(DeviceTopics.COMMANDS)) {
            devices.add(DeviceTopics.device(levels));
        }
        if (!tooMany && devices.size() > declared) {
            tooManySince = nanoTime.getAsLong();
            tooMany = true;
        }
    }

    private boolean hasSettled() {
        return messages.incrementAndGet() >= SETTLING_MESSAGES || nanoTime.getAsLong() - tooManySince >= SETTLING_NANOS;
    }

    /** Says it now, if it has to be said and was not, and counts no more. */
    void finish() {
        if (!done.compareAndSet(false, true)) {
            return;
        }
        int number = devices.size();
        if (tooMany) {
            log.warn(
                    "{} publishes for {} devices, {} declared: when it falls silent they all do, and nobody knows"
                            + " which; give each device a connection of its own, or declare devices({})",
                    clientId,
                    number,
                    declared,
                    number);
        }
        topics.clear();
        devices.clear();
    }
}
