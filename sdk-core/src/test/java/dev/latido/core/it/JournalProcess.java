package dev.latido.core.it;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.JournalOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.topics.Topic;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process of its own that uses a journal and says on its standard output what was stored, a line each, until it is
 * killed. Its parent reads; what the parent has not read was not claimed.
 */
final class JournalProcess {

    static final String STORED = "stored ";
    static final String READY = "ready";
    static final String REFUSED = "refused ";
    static final String DONE = "done";

    private static final int THREADS = 4;
    private static final int UNSTORED = 1_024;
    private static final int ATOMIC_WRITE = 4_000;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final StringBuilder claims = new StringBuilder();

    private JournalProcess() {}

    /** One of: hold directory; fill directory; append directory; publish directory broker clientId. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        JournalProcess process = new JournalProcess();
        switch (arguments[0]) {
            case "hold" -> process.hold(directory);
            case "fill" -> process.fill(directory);
            case "append" -> process.append(directory);
            default -> process.publish(directory, arguments[2], arguments[3]);
        }
    }

    /** The whole line in one write, so that no log line comes between. */
    private synchronized void say(String line) {
        claims.append(line).append('\n');
        flush();
    }

    /** Claims come many at a time. */
    private synchronized void claim(String what) {
        claims.append(STORED).append(what).append('\n');
        if (claims.length() > ATOMIC_WRITE / 4) {
            flush();
        }
    }

    private synchronized void flush() {
        try {
            out.write(claims.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        claims.setLength(0);
    }

    static OutboxMessage message(long sequence) {
        byte[] payload = new byte[(int) (sequence % 97)];
        new Random(sequence).nextBytes(payload);
        return new OutboxMessage(
                sequence,
                "gw:1:" + sequence,
                Topic.of("acme/v1/evt/plant/area/gw/temp"),
                payload,
                DeliveryOptions.DEFAULTS,
                Instant.ofEpochMilli(sequence));
    }

    private void hold(Path directory) throws InterruptedException {
        JournalOutbox outbox = JournalOutbox.at(directory);
        say(READY);
        new CountDownLatch(1).await();
        outbox.close();
    }

    /** Stores one message after the other on a disk that is full soon, and goes on until it can store again. */
    private void fill(Path directory) throws InterruptedException, TimeoutException {
        try (JournalOutbox outbox = JournalOutbox.at(directory)) {
            int refused = 0;
            int storedSince = 0;
            for (long sequence = 1; refused == 0 || storedSince < 100; sequence++) {
                try {
                    outbox.append(message(sequence)).toCompletableFuture().get(60, TimeUnit.SECONDS);
                    claim(Long.toString(sequence));
                    storedSince += refused > 0 ? 1 : 0;
                } catch (OutboxException e) {
                    Thread.onSpinWait();
                } catch (ExecutionException e) {
                    refused++;
                    say(REFUSED + sequence + " " + e.getCause());
                }
            }
        }
        say(DONE);
    }

    /** Appends as fast as it can from several threads, and removes every third message once it is stored. */
    private void append(Path directory) throws InterruptedException {
        JournalOutbox outbox = JournalOutbox.at(directory);
        AtomicLong sequence = new AtomicLong(outbox.lastSequence());
        Semaphore room = new Semaphore(UNSTORED);
        say(READY);
        Runnable appender = () -> {
            while (true) {
                room.acquireUninterruptibly();
                OutboxMessage message = message(sequence.incrementAndGet());
                outbox.append(message).thenRun(() -> {
                    claim(Long.toString(message.sequence()));
                    if (message.sequence() % 3 == 0) {
                        outbox.remove(message);
                    }
                    room.release();
                });
            }
        };
        for (int i = 1; i < THREADS; i++) {
            Thread thread = new Thread(appender);
            thread.setDaemon(true);
            thread.start();
        }
        appender.run();
    }

    /** Publishes through a real publisher, whether the broker is there or not. */
    private void publish(Path directory, String broker, String clientId) throws InterruptedException {
        MqttConnection connection = Fleet.service(broker, clientId).start();
        ResilientPublisher publisher = ResilientPublisher.builder(connection)
                .outbox(JournalOutbox.at(directory))
                .build();
        Semaphore room = new Semaphore(UNSTORED);
        say(READY);
        for (long value = 1; ; value++) {
            room.acquire();
            Publication publication = publisher.publish(Fleet.TEMPERATURE, value);
            publication.stored().thenRun(() -> {
                say(STORED + publication.id());
                room.release();
            });
        }
    }
}
