package dev.latido.benchmarks;

import dev.latido.core.MemoryOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The course's two loads: a burst of 10,000 messages in one second, with the default outbox, and a steady rate for a
 * while, with the heap over time. The broker is in a JVM of its own.
 *
 * <p>Arguments: {@code --rate 50000} messages a second, {@code --seconds 60}, {@code --burst 10000}, {@code --window
 * 10000}.
 */
public final class SteadyLoad {

    private static final int RATE = 50_000;
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
            load.steady(
                    connection,
                    options.number("rate", RATE),
                    options.number("seconds", SECONDS),
                    options.number("window", WINDOW));
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

    private void steady(MqttConnection connection, int rate, int seconds, int window) {
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
                            "steady  %3d s  %,8d/s acknowledged  %,d failed  %,6d waiting  heap after collection %,d KiB%n",
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
                    "steady  %,d offered in %.1f s, %,d acknowledged, %,d failed%n",
                    (long) rate * seconds, seconds(start), acknowledged.sum(), failed.sum());
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

    private static long heapAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
