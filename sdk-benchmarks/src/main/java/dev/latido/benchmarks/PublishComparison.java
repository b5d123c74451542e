package dev.latido.benchmarks;

import dev.latido.core.MemoryOutbox;
import dev.latido.testkit.EmbeddedBroker;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Acknowledged QoS 1 messages per second: the publisher with bytes and with JSON, the bare HiveMQ client and Eclipse Paho,
 * with the same window, on the same broker in the same JVM, in turns. Prints the medians of the rounds and the ratios.
 *
 * <p>Arguments: {@code --outbox memory|journal}, {@code --directory} of the journal, {@code --window 10000},
 * {@code --messages 100000} per round, {@code --rounds 5}.
 */
public final class PublishComparison {

    private static final int WINDOW = 10_000;
    private static final int MESSAGES = 100_000;
    private static final int ROUNDS = 5;

    private PublishComparison() {}

    /**
     * Runs the comparison.
     *
     * @param arguments see above
     * @throws Exception if a client does not connect
     */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        int window = options.number("window", WINDOW);
        int messages = options.number("messages", MESSAGES);
        int rounds = options.number("rounds", ROUNDS);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start();
                Producer bare = Producer.bare(broker.port());
                Producer bytes = Producer.latido(
                        "bytes",
                        broker.port(),
                        window,
                        options.outbox(4 * window, MemoryOutbox.DEFAULT_BYTES),
                        new FixedPayload());
                Producer json = Producer.latido(
                        "json", broker.port(), window, options.outbox(4 * window, MemoryOutbox.DEFAULT_BYTES), null);
                Producer paho = Producer.paho(broker.port(), window)) {
            Map<String, Producer> producers = new LinkedHashMap<>();
            producers.put("bare", bare);
            producers.put("bytes", bytes);
            producers.put("json", json);
            producers.put("paho", paho);
            Map<String, double[]> rates = new LinkedHashMap<>();
            producers.keySet().forEach(name -> rates.put(name, new double[rounds]));
            for (int round = -1; round < rounds; round++) {
                out.printf("round %2d", round);
                for (Map.Entry<String, Producer> entry : producers.entrySet()) {
                    double rate = rate(entry.getValue(), messages, window);
                    out.printf("  %s %,9.0f/s", entry.getKey(), rate);
                    if (round >= 0) {
                        of(rates, entry.getKey())[round] = rate;
                    }
                }
                out.println();
            }
            print(out, rates);
        }
    }

    private static void print(PrintStream out, Map<String, double[]> rates) {
        double bare = Medians.of(of(rates, "bare"));
        double paho = Medians.of(of(rates, "paho"));
        out.print("median  ");
        rates.forEach((name, all) -> out.printf("  %s %,9.0f/s", name, Medians.of(all)));
        out.println();
        for (String name : new String[] {"bytes", "json"}) {
            double rate = Medians.of(of(rates, name));
            out.printf("%-5s  %.2f x bare, %.2f x paho%n", name, rate / bare, rate / paho);
        }
    }

    private static double rate(Producer producer, int messages, int window) throws InterruptedException {
        Semaphore room = new Semaphore(window);
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            room.acquire();
            producer.send((result, failure) -> room.release());
        }
        room.acquire(window);
        return messages / ((System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private static double[] of(Map<String, double[]> rates, String name) {
        return Objects.requireNonNull(rates.get(name), name);
    }
}
