package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real file system; faults of the disk are in {@code internal.journal}. */
class JournalOutboxTest {

    @TempDir
    Path directory;

    private static OutboxMessage message(long sequence, int payload) {
        return new OutboxMessage(
                sequence,
                "gw:1:" + sequence,
                Topic.unchecked("a/b"),
                new byte[payload],
                DeliveryOptions.DEFAULTS,
                Instant.EPOCH);
    }

    private static void store(Outbox outbox, OutboxMessage message) throws Exception {
        outbox.append(message).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void shouldHoldAMillionMessagesAndAGibibyteUnlessSet() {
        assertThat(JournalOutbox.DEFAULT_MESSAGES).isEqualTo(1_000_000);
        assertThat(JournalOutbox.DEFAULT_BYTES).isEqualTo(1L << 30);
        try (JournalOutbox outbox = JournalOutbox.at(directory)) {
            assertThat(outbox)
                    .hasToString("JournalOutbox[" + directory + ", 0 of 1000000 messages, 0 of 1073741824 bytes]");
            assertThat(outbox.bytesLost()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void shouldRefuseBoundsBelowOne(int bound) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        JournalOutbox.builder(directory).maxMessages(bound).open())
                .withMessage("maxMessages must be at least 1, was " + bound);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> JournalOutbox.builder(directory).maxBytes(bound).open())
                .withMessage("maxBytes must be at least 1, was " + bound);
    }

    @Test
    void shouldMakeItsDirectory() {
        Path deep = directory.resolve("a/b/c");

        JournalOutbox.at(deep).close();

        assertThat(deep).isDirectory();
    }

    @Test
    void shouldNameTheDirectoryWhenItCannotBeMade() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> JournalOutbox.at(file.resolve("outbox")))
                .withMessageContaining(file.resolve("outbox").toString())
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void shouldNameTheDirectoryWhenAnotherOutboxHasIt() throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        try (JournalOutbox first = JournalOutbox.at(directory.resolve("real"))) {
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> JournalOutbox.at(link))
                    .withMessageContainingAll(link.toString(), "another outbox of this process");
            store(first, message(1, 1));
        }
        try (JournalOutbox second = JournalOutbox.at(link)) {
            assertThat(second.next()).isEqualTo(message(1, 1));
        }
    }

    @Test
    void shouldReleaseTheDirectoryWhenItCannotBeOpened() throws Exception {
        JournalOutbox.at(directory).close();
        Path segment = directory.resolve("0000000001.log");
        byte[] sound = Files.readAllBytes(segment);
        Files.write(segment, new byte[100]);

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> JournalOutbox.at(directory))
                .withMessageContainingAll(segment.toString(), "byte 0", "Nothing was changed", "salvage()");

        Files.write(segment, sound);
        JournalOutbox.at(directory).close();
    }

    @Test
    void shouldKeepMessagesLargerThanASegment() throws Exception {
        int large = 20 << 20;
        try (JournalOutbox outbox = JournalOutbox.at(directory)) {
            store(outbox, message(1, large));
            store(outbox, message(2, 5));
            store(outbox, message(3, 300_000));
        }
        try (JournalOutbox outbox = JournalOutbox.at(directory)) {
            for (int payload : List.of(large, 5, 300_000)) {
                assertThat(outbox.next())
                        .isNotNull()
                        .satisfies(message -> assertThat(message.payload()).hasSize(payload));
            }
        }
    }

    @Test
    void shouldGiveTheSpaceOfManySegmentsBack() throws Exception {
        try (JournalOutbox outbox = JournalOutbox.at(directory)) {
            for (int i = 1; i <= 60; i++) {
                store(outbox, message(i, 1 << 20));
                if (i > 2) {
                    outbox.remove(message(i, 1 << 20));
                }
            }
            assertThat(outbox.backlog().messages()).isEqualTo(2);
            assertThat(size()).isLessThan(60L << 20);
        }
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** A channel would be closed for everybody. */
    @Test
    void shouldServeAnInterruptedThread() throws Exception {
        try (JournalOutbox outbox = JournalOutbox.at(directory)) {
            store(outbox, message(1, 1));
            outbox.next();
            outbox.rewind();

            Thread.currentThread().interrupt();
            assertThat(outbox.next()).isEqualTo(message(1, 1));
            outbox.append(message(2, 1));
            assertThat(Thread.interrupted()).isTrue();

            store(outbox, message(3, 1));
            assertThat(outbox.backlog().messages()).isEqualTo(3);
        }
    }
}
