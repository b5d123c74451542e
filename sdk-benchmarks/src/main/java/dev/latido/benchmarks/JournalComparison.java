package dev.latido.benchmarks;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.JournalOutbox;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.topics.Topic;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The outbox on disk against the outbox in memory, alone and with a publisher, and the start of the outbox on disk with a
 * million stored messages. The argument is a directory on the disk to measure; default: one in {@code target}.
 */
public final class JournalComparison {

    private static final int[] IN_FLIGHT = {1, 64, 1_024};
    private static final double MEASURE_SECONDS = 3;
    private static final int LEFT_OVER = 1_000_000;
    private static final int PUBLISHED = 100_000;
    private static final int ROUNDS = 5;
    private static final int FORCES = 500;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] PAYLOAD =
            "{\"id\":\"gw-a72f:1732272000000123:42\",\"ts\":1732272000000,\"v\":21.3}".getBytes(StandardCharsets.UTF_8);
    private static final Topic TOPIC = Topic.of("acme/v1/evt/planta-1/norte/gw-a72f/temp");

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Path directory;
    private int number;

    private JournalComparison(Path directory) {
        this.directory = directory;
    }

    /**
     * Runs the comparison.
     *
     * @param arguments a directory, or nothing
     * @throws Exception if something fails
     */
    public static void main(String[] arguments) throws Exception {
        Path parent = Files.createDirectories(Path.of(arguments.length > 0 ? arguments[0] : "target"));
        Path directory = Files.createTempDirectory(parent, "journal");
        try {
            JournalComparison comparison = new JournalComparison(directory);
            comparison.force();
            comparison.alone();
            comparison.published();
            comparison.started();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private JournalOutbox journal() {
        return JournalOutbox.at(directory.resolve(Integer.toString(++number)));
    }

    private static OutboxMessage message(long sequence) {
        return new OutboxMessage(
                sequence,
                "gw-a72f:1732272000000123:" + sequence,
                TOPIC,
                PAYLOAD,
                DeliveryOptions.DEFAULTS,
                Instant.ofEpochMilli(1_732_272_000_000L + sequence));
    }

    /** Measures the disk alone. */
    private void force() throws IOException {
        Path file = directory.resolve("force");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(200);
            long start = System.nanoTime();
            for (int i = 0; i < FORCES; i++) {
                channel.write(bytes.clear());
                channel.force(false);
            }
            out.printf("write and force of 200 bytes: %.0f us%n", (System.nanoTime() - start) / 1e3 / FORCES);
        }
    }

    // --- alone ---

    private void alone() throws InterruptedException {
        for (int inFlight : IN_FLIGHT) {
            double memory = 0;
            double disk = 0;
            for (int round = 0; round < 3; round++) {
                try (Outbox outbox = MemoryOutbox.create()) {
                    memory = Math.max(memory, storedAndRemoved(outbox, inFlight));
                }
                try (Outbox outbox = journal()) {
                    disk = Math.max(disk, storedAndRemoved(outbox, inFlight));
                }
            }
            out.printf(
                    "%,5d in flight: append, stored, next, remove: memory %,11.0f/s  disk %,9.0f/s%n",
                    inFlight, memory, disk);
        }
    }

    /** Returns and removes each message after it is stored; at most this number of messages is in flight. */
    private static double storedAndRemoved(Outbox outbox, int inFlight) throws InterruptedException {
        Semaphore room = new Semaphore(inFlight);
        long start = System.nanoTime();
        long until = start + (long) (MEASURE_SECONDS * NANOS);
        long sequence = 0;
        while (System.nanoTime() - until < 0) {
            room.acquire();
            outbox.append(message(++sequence)).thenRun(() -> {
                OutboxMessage next = outbox.next();
                if (next != null) {
                    outbox.remove(next);
                }
                room.release();
            });
        }
        room.acquire(inFlight);
        return sequence / ((System.nanoTime() - start) / NANOS);
    }

    // --- with a publisher ---

    private void published() throws InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start();
                MqttConnection one = connection(broker, "memory");
                MqttConnection other = connection(broker, "disk");
                ResilientPublisher memory = ResilientPublisher.builder(one)
                        .outbox(MemoryOutbox.create())
                        .build();
                ResilientPublisher disk =
                        ResilientPublisher.builder(other).outbox(journal()).build()) {
            double[] memoryRates = new double[ROUNDS];
            double[] diskRates = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                double memoryRate = acknowledged(memory);
                double diskRate = acknowledged(disk);
                out.printf("round %2d: acknowledged: memory %,9.0f/s  disk %,9.0f/s%n", round, memoryRate, diskRate);
                if (round >= 0) {
                    memoryRates[round] = memoryRate;
                    diskRates[round] = diskRate;
                }
            }
            out.printf(
                    "median: acknowledged: memory %,9.0f/s  disk %,9.0f/s (%.2f x)%n",
                    Medians.of(memoryRates), Medians.of(diskRates), Medians.of(diskRates) / Medians.of(memoryRates));
        }
    }

    private static MqttConnection connection(EmbeddedBroker broker, String clientId) {
        return MqttConnection.builder()
                .broker(broker.uri())
                .clientId(clientId)
                .withoutPresence("a benchmark")
                .connect();
    }

    /** Keeps this number of messages in flight; each counts when it is stored and acknowledged. */
    private static double acknowledged(ResilientPublisher publisher) throws InterruptedException {
        int window = ResilientPublisher.DEFAULT_IN_FLIGHT;
        Semaphore room = new Semaphore(2 * window);
        long start = System.nanoTime();
        for (int i = 0; i < PUBLISHED; i++) {
            room.acquire(2);
            var publication = publisher.publish(TOPIC, 21.3);
            publication.stored().whenComplete((result, failure) -> room.release());
            publication.acknowledged().whenComplete((result, failure) -> room.release());
        }
        room.acquire(2 * window);
        return PUBLISHED / ((System.nanoTime() - start) / NANOS);
    }

    // --- start with many stored messages ---

    private void started() throws IOException {
        Path left = directory.resolve("left");
        try (JournalOutbox outbox = JournalOutbox.at(left)) {
            Semaphore room = new Semaphore(IN_FLIGHT[2]);
            for (long i = 1; i <= LEFT_OVER; i++) {
                room.acquireUninterruptibly();
                outbox.append(message(i)).thenRun(room::release);
            }
        }
        long bytes;
        try (Stream<Path> files = Files.list(left)) {
            bytes = files.mapToLong(file -> file.toFile().length()).sum();
        }
        for (int start = 1; start <= 3; start++) {
            long before = heap();
            long begun = System.nanoTime();
            try (JournalOutbox outbox = JournalOutbox.at(left)) {
                OutboxMessage first = outbox.next();
                double seconds = (System.nanoTime() - begun) / NANOS;
                long heap = heap() - before;
                long drained = System.nanoTime();
                int count = first == null ? 0 : 1;
                while (outbox.next() != null) {
                    count++;
                }
                out.printf(
                        "start with %,d messages, %,d MiB: first next() after %.2f s, heap %.1f bytes a message; all handed"
                                + " out at %,.0f/s%n",
                        count,
                        bytes >> 20,
                        seconds,
                        (double) heap / LEFT_OVER,
                        count / ((System.nanoTime() - drained) / NANOS));
            }
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
