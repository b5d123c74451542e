package dev.latido.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Messages whose every byte follows from their sequence, and journals with small segments. */
final class JournalFixture {

    static final Topic TOPIC = Topic.of("acme/v1/evt/plant/area/gw/temp");
    static final Topic COMMAND = Topic.of("acme/v1/cmd/plant/area/gw/reset");
    static final int SEGMENT = 2_048;

    private static final Instant NOW = Instant.ofEpochMilli(1_732_272_000_000L);
    private static final Duration RETRY = Duration.ofMillis(2);
    private static final int ROOM = 100_000;

    private JournalFixture() {}

    static OutboxMessage message(long sequence) {
        return message(sequence, TOPIC);
    }

    static OutboxMessage message(long sequence, Topic topic) {
        byte[] payload = new byte[(int) (sequence * 37 % 200)];
        new Random(sequence).nextBytes(payload);
        return new OutboxMessage(
                sequence, "gw:1:" + sequence, topic, payload, DeliveryOptions.DEFAULTS, NOW.plusMillis(sequence));
    }

    static Journal open(Disk disk) throws IOException {
        return open(disk, false);
    }

    static Journal open(Disk disk, boolean salvage) throws IOException {
        return Journal.open(disk, new JournalSettings(ROOM, Long.MAX_VALUE, SEGMENT, salvage, RETRY), null);
    }

    static void store(Journal journal, long sequence) {
        store(journal, message(sequence));
    }

    static void store(Journal journal, OutboxMessage message) {
        try {
            journal.append(message).toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** The sequences of all messages, in the order they are handed out; each is checked to be what was appended. */
    static List<Long> drain(Journal journal) {
        journal.rewind();
        List<Long> sequences = new ArrayList<>();
        for (OutboxMessage message = journal.next(); message != null; message = journal.next()) {
            OutboxMessage original = message(message.sequence(), message.topic());
            assertThat(message.id()).isEqualTo(original.id());
            assertThat(Arrays.equals(message.payload(), original.payload()))
                    .as("payload of %s", message)
                    .isTrue();
            assertThat(message.createdAt()).isEqualTo(original.createdAt());
            sequences.add(message.sequence());
        }
        return sequences;
    }

    /** What another process finds; closes again. */
    static List<Long> found(Disk disk) throws IOException {
        Journal journal = open(disk);
        try {
            return drain(journal);
        } finally {
            journal.close();
        }
    }
}
