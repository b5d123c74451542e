package dev.latido.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.latido.core.MemoryOutbox;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/**
 * The bytes that a publish allocates until its acknowledgement, on all threads of the JVM: the publisher with bytes and
 * with JSON next to the bare HiveMQ client. The broker has its own JVM.
 *
 * <p>Arguments: {@code --outbox memory|journal}, {@code --directory} of the journal, {@code --window 10000},
 * {@code --messages 200000}.
 */
public final class PublishAllocation {

    private static final int WINDOW = 10_000;
    private static final int MESSAGES = 200_000;
    private static final int ROUNDS = 3;

    private PublishAllocation() {}

    /**
     * Runs the measurement.
     *
     * @param arguments see above
     * @throws Exception if the broker does not start
     */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        int window = options.number("window", WINDOW);
        int messages = options.number("messages", MESSAGES);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (SeparateBroker broker = SeparateBroker.start();
                Producer bare = Producer.bare(broker.port());
                Producer bytes = Producer.latido(
                        "bytes",
                        broker.port(),
                        window,
                        options.outbox(4 * window, MemoryOutbox.DEFAULT_BYTES),
                        new FixedPayload());
                Producer json = Producer.latido(
                        "json", broker.port(), window, options.outbox(4 * window, MemoryOutbox.DEFAULT_BYTES), null)) {
            Map<String, Producer> producers = new LinkedHashMap<>();
            producers.put("bare", bare);
            producers.put("bytes", bytes);
            producers.put("json", json);
            Map<String, Double> perPublish = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (Map.Entry<String, Producer> entry : producers.entrySet()) {
                    perPublish.put(entry.getKey(), bytesPerPublish(entry.getValue(), messages, window));
                }
            }
            double reference = Objects.requireNonNull(perPublish.get("bare"));
            perPublish.forEach((name, allocated) ->
                    out.printf("%-5s  %,7.0f bytes a publish, %.2f x bare%n", name, allocated, allocated / reference));
        }
    }

    private static double bytesPerPublish(Producer producer, int messages, int window) throws InterruptedException {
        Semaphore room = new Semaphore(window);
        long before = allocated();
        for (int i = 0; i < messages; i++) {
            room.acquire();
            producer.send((result, failure) -> room.release());
        }
        room.acquire(window);
        return (allocated() - before) / (double) messages;
    }

    /** Returns the allocation of all live threads. No relevant thread ends during the measurement. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
