package dev.latido.benchmarks;

import dev.latido.testkit.EmbeddedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What topic aliases gain: acknowledged QoS 1 messages per second of the bare HiveMQ client with and without them, on
 * one topic, on the same broker, in turns; and the bytes that the client sends for a message, counted on its connection.
 * Prints the medians and the ratios.
 *
 * <p>Arguments: {@code --window 1000}, {@code --messages 100000} per round, {@code --rounds 5}.
 */
public final class AliasComparison {

    private static final int WINDOW = 1_000;
    private static final int MESSAGES = 100_000;
    private static final int ROUNDS = 5;
    private static final int COUNTED = 10_000;

    private AliasComparison() {}

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
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start()) {
            double[] with = new double[rounds];
            double[] without = new double[rounds];
            try (Producer aliases = Producer.bare("aliases", broker.port(), true);
                    Producer names = Producer.bare("names", broker.port(), false)) {
                for (int round = -1; round < rounds; round++) {
                    double withRate = rate(aliases, messages, window);
                    double withoutRate = rate(names, messages, window);
                    out.printf("round %2d  aliases %,9.0f/s  names %,9.0f/s%n", round, withRate, withoutRate);
                    if (round >= 0) {
                        with[round] = withRate;
                        without[round] = withoutRate;
                    }
                }
            }
            double bytesWith = bytes(broker.port(), true, window);
            double bytesWithout = bytes(broker.port(), false, window);
            out.printf(
                    "median    aliases %,9.0f/s  names %,9.0f/s  aliases %.2f x names%n",
                    Medians.of(with), Medians.of(without), Medians.of(with) / Medians.of(without));
            out.printf(
                    "bytes     aliases %9.1f    names %9.1f    aliases %.2f x names%n",
                    bytesWith, bytesWithout, bytesWith / bytesWithout);
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

    /** Returns the bytes that the client sends for each message, with headers of MQTT but not of TCP. */
    private static double bytes(int port, boolean aliases, int window) throws Exception {
        AtomicLong sent = new AtomicLong();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread relay = new Thread(() -> relay(server, port, sent), "relay");
            relay.setDaemon(true);
            relay.start();
            try (Producer producer = Producer.bare("counted", server.getLocalPort(), aliases)) {
                long before = sent.get();
                rate(producer, COUNTED, window);
                return (sent.get() - before) / (double) COUNTED;
            }
        }
    }

    private static void relay(ServerSocket server, int port, AtomicLong sent) {
        try (Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread back = new Thread(() -> copy(broker, client, new AtomicLong()), "relay-back");
            back.setDaemon(true);
            back.start();
            copy(client, broker, sent);
        } catch (IOException e) {
            throw new IllegalStateException("the relay failed", e);
        }
    }

    private static void copy(Socket from, Socket to, AtomicLong count) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                count.addAndGet(read);
            }
        } catch (IOException e) {
            // The connection has ended.
        }
    }
}
