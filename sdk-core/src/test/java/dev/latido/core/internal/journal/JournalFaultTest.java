package dev.latido.core.internal.journal;

import static dev.latido.core.internal.journal.JournalFixture.COMMAND;
import static dev.latido.core.internal.journal.JournalFixture.SEGMENT;
import static dev.latido.core.internal.journal.JournalFixture.drain;
import static dev.latido.core.internal.journal.JournalFixture.found;
import static dev.latido.core.internal.journal.JournalFixture.message;
import static dev.latido.core.internal.journal.JournalFixture.open;
import static dev.latido.core.internal.journal.JournalFixture.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.latido.core.OutboxException;
import dev.latido.core.OutboxMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JournalFaultTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 60));

    private final SimulatedDisk disk = new SimulatedDisk();

    private static void assertFails(CompletionStage<Void> stage) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> stage.toCompletableFuture().get(60, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOf(OutboxException.class)
                .withMessageContaining("/simulated");
    }

    private static void storeOnceItCan(Journal journal, long sequence) {
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(OutboxException.class)
                .untilAsserted(() ->
                        journal.append(message(sequence)).toCompletableFuture().get(60, TimeUnit.SECONDS));
    }

    @Test
    void shouldNotTrustAForceAfterOneFailed() throws IOException {
        Journal journal = open(disk);
        store(journal, 1);
        disk.forcesFail(true);

        assertFails(journal.append(message(2)));
        assertThat(journal.backlog().messages()).isEqualTo(1);
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> journal.append(message(3)))
                .withMessageContaining("cannot be written");

        disk.forcesFail(false);
        storeOnceItCan(journal, 4);
        SimulatedDisk left = disk.afterPowerLoss(new Random(1));
        assertThat(drain(journal)).containsExactly(1L, 4L);
        journal.close();
        assertThat(found(left)).containsExactly(1L, 4L);
    }

    @Test
    void shouldRememberWhatLeftWhileNothingCouldBeWritten() throws IOException {
        Journal journal = open(disk);
        LongStream.rangeClosed(1, 5).forEach(i -> store(journal, i));
        disk.writesFail(true);
        assertFails(journal.append(message(6)));

        assertThat(journal.next()).isEqualTo(message(1));
        journal.remove(message(1));
        journal.remove(message(3));
        disk.writesFail(false);
        storeOnceItCan(journal, 7);
        journal.close();

        assertThat(found(disk)).containsExactly(2L, 4L, 5L, 7L);
    }

    @Test
    void shouldRememberWhatLeftJustBeforeAForceFailed() throws IOException {
        Journal journal = open(disk);
        LongStream.rangeClosed(1, 3).forEach(i -> store(journal, i));
        int mark = Records.MARK_BYTES;
        String name = disk.names().get(0);
        await().atMost(SOON)
                .until(() -> Tail.of(1, disk.content(name), disk.content(name).length)
                                        .proven()
                                + mark
                        == disk.content(name).length);
        int before = disk.content(name).length;
        journal.remove(message(2));
        await().atMost(SOON).until(() -> disk.content(name).length > before);
        disk.forcesFail(true);
        assertFails(journal.append(message(4)));
        disk.forcesFail(false);
        storeOnceItCan(journal, 5);
        journal.close();

        assertThat(found(disk)).containsExactly(1L, 3L, 5L);
    }

    @Test
    void shouldKeepWhatItHasWhenTheDiskIsFullAndGoOnWhenThereIsRoom() throws IOException {
        Journal journal = open(disk);
        disk.capacity(3 * SEGMENT);
        long sequence = 0;
        CompletionStage<Void> stage;
        do {
            sequence++;
            stage = journal.append(message(sequence));
        } while (isStored(stage));
        long last = sequence - 1;
        assertFails(stage);

        List<Long> stored = LongStream.rangeClosed(1, last).boxed().toList();
        assertThat(drain(journal)).isEqualTo(stored);
        stored.stream().limit(last - 2).forEach(i -> journal.remove(message(i)));
        disk.capacity(5 * SEGMENT);
        storeOnceItCan(journal, 1_000);

        journal.close();
        assertThat(found(disk)).containsExactly(last - 1, last, 1_000L);
    }

    private static boolean isStored(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldKeepWhatWasStoredWhenItIsClosedOnABrokenDisk() throws IOException {
        Journal journal = open(disk);
        store(journal, 1);
        disk.writesFail(true);
        disk.forcesFail(true);
        assertFails(journal.append(message(2)));
        journal.remove(message(1));

        journal.close();
        disk.writesFail(false);
        disk.forcesFail(false);

        assertThat(found(disk)).as("sent again rather than lost").containsExactly(1L);
    }

    @Test
    void shouldSkipNothingWhenAMessageCannotBeRead() throws IOException {
        Journal journal = open(disk);
        LongStream.rangeClosed(1, 3).forEach(i -> store(journal, i));
        drain(journal);
        journal.rewind();
        disk.readsFail(true);

        assertThatExceptionOfType(OutboxException.class).isThrownBy(journal::next);
        assertThatExceptionOfType(OutboxException.class).isThrownBy(journal::dropOldest);

        disk.readsFail(false);
        assertThat(drain(journal)).containsExactly(1L, 2L, 3L);
        journal.close();
    }

    // --- space ---

    @Test
    void shouldNeedLittleSpaceWhenOneOldMessageStays() throws IOException {
        Journal journal = open(disk);
        store(journal, 1);
        long most = 0;
        for (long i = 2; i <= 3_000; i++) {
            store(journal, i);
            journal.remove(message(i));
            most = Math.max(most, disk.used());
        }

        assertThat(most).isLessThan(8 * SEGMENT);
        assertThat(drain(journal)).containsExactly(1L);
        journal.close();
        assertThat(found(disk)).containsExactly(1L);
    }

    @Test
    void shouldNeedLittleMoreThanItsMessagesWhenUrgentOnesOvertakeABacklog() throws IOException {
        Journal journal = open(disk);
        LongStream.rangeClosed(1, 100).forEach(i -> store(journal, i));
        long backlog = disk.used();
        long most = 0;
        for (long i = 101; i <= 2_000; i++) {
            OutboxMessage command = message(i, COMMAND);
            store(journal, command);
            assertThat(journal.next()).isEqualTo(command);
            journal.remove(command);
            most = Math.max(most, disk.used());
        }

        assertThat(most).isLessThan(2 * backlog + 8 * SEGMENT);
        List<Long> expected = LongStream.rangeClosed(1, 100).boxed().toList();
        assertThat(drain(journal)).isEqualTo(expected);
        journal.close();
        assertThat(found(disk)).isEqualTo(expected);
    }

    @Test
    void shouldGiveItsSpaceBackWhenEverythingHasLeft() throws IOException {
        Journal journal = open(disk);
        LongStream.rangeClosed(1, 300).forEach(i -> store(journal, i));
        assertThat(disk.used()).isGreaterThan(10 * SEGMENT);

        LongStream.rangeClosed(1, 300).forEach(i -> journal.remove(message(i)));

        await().atMost(SOON).until(() -> disk.used() < 3 * SEGMENT);
        journal.close();
        assertThat(found(disk)).isEmpty();
    }
}
