package dev.latido.benchmarks;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Two loads: a burst of 10,000 messages in one second with the default outbox, and a steady rate with the heap over time.
 * The broker has its own JVM. Before the measurement, both JVMs run at the steady rate for some seconds to compile the
 * code; failures of that time are printed but not counted.
 *
 * <p>Arguments: {@code --rate 50000} messages per second, {@code --warmup 10} seconds, {@code --seconds 60}, {@code --burst
 * 10000}, {@code --window 10000}.
 */
public final class SteadyLoad {

    private static final int RATE = 50_000;
    private static final int WARMUP = 10;
    private static final int SECONDS = 60;
    private static final int BURST = 10_000;
    private static final int WINDOW = 10_000;
    private static final int REPORT_SECONDS = 5;
    private static final Duration DRAIN = Duration.ofMinutes(1);

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder failed = new LongAdder();

    private SteadyLoad() {}

    /**
     * Runs both loads.
     *
     * @param arguments see above
     * @throws Exception if the broker does not start
     */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        SteadyLoad load = new SteadyLoad();
        try (SeparateBroker broker = SeparateBroker.start();
                MqttConnection connection = MqttConnection.builder()
                        .broker("mqtt://127.0.0.1:" + broker.port())
                        .clientId("latido")
                        .withoutPresence("a benchmark")
                        .connect()) {
            load.burst(connection, options.number("burst", BURST));
            int rate = options.number("rate", RATE);
            int window = options.number("window", WINDOW);
            load.steady("warm-up", connection, rate, options.number("warmup", WARMUP), window);
            load.steady("steady", connection, rate, options.number("seconds", SECONDS), window);
        }
    }

    private void burst(MqttConnection connection, int messages) {
        try (ResilientPublisher publisher =
                ResilientPublisher.builder(connection).build()) {
            long start = System.nanoTime();
            for (int i = 0; i < messages; i++) {
                awaitDue(start + i * (TimeUnit.SECONDS.toNanos(1) / messages));
                publish(publisher);
            }
            double offered = seconds(start);
            boolean drained = publisher.drain(DRAIN);
            out.printf(
                    "burst   %,d offered in %.2f s, %,d acknowledged after %.2f s, %,d failed, %s%n",
                    messages,
                    offered,
                    acknowledged.sum(),
                    seconds(start),
                    failed.sum(),
                    drained ? "nothing left" : "some left");
        }
    }

    private void steady(String phase, MqttConnection connection, int rate, int seconds, int window) {
        acknowledged.reset();
        failed.reset();
        try (ResilientPublisher publisher = ResilientPublisher.builder(connection)
                .outbox(MemoryOutbox.bounded(4 * window, 4 * MemoryOutbox.DEFAULT_BYTES))
                .inFlight(window)
                .build()) {
            long start = System.nanoTime();
            long interval = TimeUnit.SECONDS.toNanos(1) / rate;
            long before = 0;
            for (int second = 1; second <= seconds; second++) {
                for (long i = (second - 1L) * rate; i < (long) second * rate; i++) {
                    awaitDue(start + i * interval);
                    publish(publisher);
                }
                if (second % REPORT_SECONDS == 0) {
                    long now = acknowledged.sum();
                    out.printf(
                            "%-8s%3d s  %,8d/s acknowledged  %,d failed  %,6d waiting  heap after collection %,d KiB%n",
                            phase,
                            second,
                            (now - before) / REPORT_SECONDS,
                            failed.sum(),
                            publisher.backlog().messages(),
                            heapAfterCollection() >> 10);
                    before = now;
                }
            }
            publisher.drain(DRAIN);
            out.printf(
                    "%-8s%,d offered in %.1f s, %,d acknowledged, %,d failed%n",
                    phase, (long) rate * seconds, seconds(start), acknowledged.sum(), failed.sum());
        }
    }

    private void publish(ResilientPublisher publisher) {
        publisher.publish(Producer.TOPIC, 21.3).acknowledged().whenComplete((result, failure) -> {
            if (failure == null) {
                acknowledged.increment();
            } else {
                failed.increment();
            }
        });
    }

    private static void awaitDue(long due) {
        while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** Returns the heap that is in use after the last collection of any kind. */
    private static long heapAfterCollection() {
        Set<String> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .collect(Collectors.toSet());
        return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
                .map(GarbageCollectorMXBean::getLastGcInfo)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(GcInfo::getEndTime))
                .map(info -> info.getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> heap.contains(pool.getKey()))
                        .mapToLong(pool -> pool.getValue().getUsed())
                        .sum())
                .orElse(0L);
    }
}
