package dev.latido.benchmarks;

import dev.latido.core.MemoryOutbox;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The time from the moment a message is due to its acknowledgement, at a rate that does not wait for answers (open loop):
 * the publisher with bytes and with JSON next to the bare HiveMQ client, in turns. The delay of a sender that falls behind
 * counts (no coordinated omission). The broker has its own JVM.
 *
 * <p>Arguments: {@code --rate 10000} messages per second, {@code --seconds 10} per round, {@code --rounds 5},
 * {@code --warm-up 3} rounds before them, {@code --outbox memory|journal}, {@code --directory} of the journal,
 * {@code --window 10000}.
 */
public final class OpenLoopLatency {

    private static final int RATE = 10_000;
    private static final int SECONDS = 10;
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 3;
    private static final int WINDOW = 10_000;
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

    private OpenLoopLatency() {}

    /**
     * Runs the measurement.
     *
     * @param arguments see above
     * @throws Exception if the broker does not start
     */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        int rate = options.number("rate", RATE);
        int seconds = options.number("seconds", SECONDS);
        int rounds = options.number("rounds", ROUNDS);
        int warmUp = options.number("warm-up", WARM_UP);
        int window = options.number("window", WINDOW);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (SeparateBroker broker = SeparateBroker.start();
                Producer bare = Producer.bare(broker.port());
                Producer bytes = Producer.latido(
                        "bytes",
                        broker.port(),
                        window,
                        options.outbox(100_000, 64 * MemoryOutbox.DEFAULT_BYTES),
                        new FixedPayload());
                Producer json = Producer.latido(
                        "json",
                        broker.port(),
                        window,
                        options.outbox(100_000, 64 * MemoryOutbox.DEFAULT_BYTES),
                        null)) {
            Map<String, Producer> producers = new LinkedHashMap<>();
            producers.put("bare", bare);
            producers.put("bytes", bytes);
            producers.put("json", json);
            Map<String, Histogram> all = new LinkedHashMap<>();
            for (int round = -warmUp; round < rounds; round++) {
                for (Map.Entry<String, Producer> entry : producers.entrySet()) {
                    Histogram histogram = run(entry.getValue(), rate, seconds);
                    print(out, String.format("round %2d  %-5s", round, entry.getKey()), histogram);
                    if (round >= 0) {
                        all.computeIfAbsent(entry.getKey(), name -> histogram()).add(histogram);
                    }
                }
            }
            all.forEach((name, histogram) -> print(out, String.format("all       %-5s", name), histogram));
            long reference = Objects.requireNonNull(all.get("bare")).getValueAtPercentile(99);
            all.forEach((name, histogram) -> out.printf(
                    "p99 of %-5s  %.2f x bare%n", name, histogram.getValueAtPercentile(99) / (double) reference));
        }
    }

    private static Histogram histogram() {
        return new ConcurrentHistogram(LONGEST, 3);
    }

    private static void print(PrintStream out, String name, Histogram histogram) {
        out.printf(
                "%s  p50 %6.2f ms  p99 %6.2f ms  p99.9 %6.2f ms  max %6.2f ms  (%,d)%n",
                name,
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6,
                histogram.getValueAtPercentile(99.9) / 1e6,
                histogram.getMaxValue() / 1e6,
                histogram.getTotalCount());
    }

    private static Histogram run(Producer producer, int rate, int seconds) throws InterruptedException {
        Histogram histogram = histogram();
        int messages = rate * seconds;
        Semaphore done = new Semaphore(0);
        long interval = TimeUnit.SECONDS.toNanos(1) / rate;
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            long due = start + i * interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            producer.send((result, failure) -> {
                if (failure == null) {
                    histogram.recordValue(Math.min(LONGEST, System.nanoTime() - due));
                }
                done.release();
            });
        }
        done.acquire(messages);
        return histogram;
    }
}
