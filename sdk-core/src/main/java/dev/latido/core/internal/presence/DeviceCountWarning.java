package dev.latido.core.internal.presence;

import dev.latido.topics.Topic;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Counts the devices that one connection publishes for, and logs one warning if there are more than declared: a hundred
 * sensors behind one client go offline together, and its presence says nothing about each of them. Thread-safe.
 *
 * <p>After the first device too many, counting continues for a while, so that the warning names their number.
 */
public final class DeviceCountWarning {

    /** Counting ends after this number of topics. The warning then names the devices that were found. */
    private static final int MOST_TOPICS = 10_000;

    /** Counting continues for this time after the first device too many, or for {@link #SETTLING_MESSAGES}. */
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

    public DeviceCountWarning(int declared, String clientId, Logger log, LongSupplier nanoTime) {
        this.declared = declared;
        this.clientId = clientId;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** Counts the device of a topic. Called for every message, hence the early returns. */
    public void published(Topic topic) {
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
        DeviceTopics.device(topic).ifPresent(devices::add);
        if (!tooMany && devices.size() > declared) {
            tooManySince = nanoTime.getAsLong();
            tooMany = true;
        }
    }

    private boolean hasSettled() {
        return messages.incrementAndGet() >= SETTLING_MESSAGES || nanoTime.getAsLong() - tooManySince >= SETTLING_NANOS;
    }

    /** Ends counting, and logs the warning if it is due. */
    public void finish() {
        if (!done.compareAndSet(false, true)) {
            return;
        }
        int number = devices.size();
        if (tooMany) {
            log.warn(
                    "{} publishes for {} devices but declares {}: if it disconnects, all of them go offline together"
                            + " and cannot be told apart. Give each device its own connection, or declare devices({})",
                    clientId,
                    number,
                    declared,
                    number);
        }
        topics.clear();
        devices.clear();
    }
}
