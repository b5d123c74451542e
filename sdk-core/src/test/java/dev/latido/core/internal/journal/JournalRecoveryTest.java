package dev.latido.core.internal.journal;

import static dev.latido.core.internal.journal.JournalFixture.drain;
import static dev.latido.core.internal.journal.JournalFixture.found;
import static dev.latido.core.internal.journal.JournalFixture.message;
import static dev.latido.core.internal.journal.JournalFixture.open;
import static dev.latido.core.internal.journal.JournalFixture.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JournalRecoveryTest {

    private final SimulatedDisk disk = new SimulatedDisk();

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    static IntStream flips() {
        return Boolean.getBoolean("latido.proof") ? IntStream.of(0x01, 0x40, 0xFF) : IntStream.of(0x80);
    }

    /** Some messages in several segments, every fifth removed, closed properly. */
    private List<Long> fill() throws IOException {
        Journal journal = open(disk);
        for (long i = 1; i <= 40; i++) {
            store(journal, i);
            if (i % 5 == 0) {
                journal.remove(message(i));
            }
        }
        journal.close();
        return numbers(1, 40).stream().filter(i -> i % 5 != 0).toList();
    }

    private static String newest(SimulatedDisk disk) {
        List<String> names = disk.names();
        return names.get(names.size() - 1);
    }

    @Test
    void shouldKeepEverythingUpToTheCutWhenTheTailIsTornAnywhere() throws IOException {
        Journal journal = open(disk);
        for (long i = 1; i <= 12; i++) {
            store(journal, i);
        }
        SimulatedDisk killed = disk.afterKill();
        journal.close();
        String name = newest(killed);
        byte[] whole = killed.content(name);

        int before = -1;
        for (int cut = SegmentHeader.BYTES; cut <= whole.length; cut++) {
            List<Long> found = found(killed.with(name, Arrays.copyOf(whole, cut)));
            assertThat(found).as("cut at %d", cut).isEqualTo(numbers(1, found.size()));
            assertThat(found.size()).as("cut at %d", cut).isBetween(before, 12);
            before = found.size();
        }
        assertThat(before).as("with nothing cut off").isEqualTo(12);
    }

    @Test
    void shouldRefuseAShortenedSegmentWhenAnotherFollows() throws IOException {
        fill();
        String first = disk.names().get(0);
        byte[] whole = disk.content(first);

        for (int cut = 0; cut < whole.length; cut++) {
            SimulatedDisk shortened = disk.with(first, Arrays.copyOf(whole, cut));
            assertThatExceptionOfType(DamageException.class).isThrownBy(() -> open(shortened));
        }
    }

    @ParameterizedTest
    @MethodSource("flips")
    void shouldNoticeAFlippedByteAnywhereOrTakeNoHarm(int flip) throws IOException {
        List<Long> expected = fill();
        assertThat(disk.names()).hasSizeGreaterThan(2);
        int harmless = 0;
        int noticed = 0;

        for (String name : disk.names()) {
            byte[] whole = disk.content(name);
            for (int at = 0; at < whole.length; at++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) flip;
                try {
                    assertThat(found(disk.with(name, damaged)))
                            .as("%s flipped at %d", name, at)
                            .isEqualTo(expected);
                    harmless++;
                } catch (DamageException e) {
                    assertThat(e.file()).hasFileName(name);
                    assertThat(e.offset()).isBetween(0L, (long) at);
                    noticed++;
                }
            }
        }

        assertThat(harmless).as("only the last mark").isLessThan(3 * Records.MARK_BYTES);
        assertThat(noticed).isGreaterThan(4_000);
    }

    /** The committer has said how far the disk had everything, so that even a killed process's last record is guarded. */
    @Test
    void shouldNoticeAFlippedByteInWhatAKilledProcessStored() throws IOException {
        Journal journal = open(disk);
        for (long i = 1; i <= 5; i++) {
            store(journal, i);
        }
        String name = newest(disk);
        Awaitility.await()
                .until(() -> Tail.of(1, disk.content(name), disk.content(name).length)
                                .proven()
                        > disk.content(name).length - 2 * Records.MARK_BYTES);
        SimulatedDisk killed = disk.afterKill();
        journal.close();
        byte[] whole = killed.content(name);

        for (int at = 0; at < whole.length - Records.MARK_BYTES; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            SimulatedDisk flipped = killed.with(name, damaged);
            assertThatExceptionOfType(DamageException.class)
                    .as("flipped at %d", at)
                    .isThrownBy(() -> open(flipped));
        }
    }

    @Test
    @Tag("exhaustive")
    void shouldKeepTheRestAndSayWhatIsLostWhenSalvaged() throws IOException {
        List<Long> expected = fill();
        Set<Long> all = new HashSet<>(numbers(1, 40));

        for (String name : disk.names()) {
            byte[] whole = disk.content(name);
            for (int at = 0; at < whole.length; at += 7) {
                byte[] bytes = whole.clone();
                bytes[at] ^= 0x20;
                SimulatedDisk damaged = disk.with(name, bytes);

                Journal journal = open(damaged, true);
                List<Long> found = drain(journal);
                long lost = journal.bytesLost();
                journal.close();

                assertThat(all).as("%s flipped at %d", name, at).containsAll(found);
                assertThat(found).doesNotHaveDuplicates().isSorted();
                assertThat(expected.stream().filter(i -> !found.contains(i)).count())
                        .as("messages lost")
                        .isLessThanOrEqualTo(1);
                if (lost > 0) {
                    assertThat(damaged.content(name + ".damaged")).isEqualTo(bytes);
                }
                assertThat(found(damaged)).as("opened again").isEqualTo(found);
            }
        }
    }

    @Test
    void shouldNotSalvageWhatIsSound() throws IOException {
        List<Long> expected = fill();

        Journal journal = open(disk, true);

        assertThat(journal.bytesLost()).isZero();
        assertThat(drain(journal)).isEqualTo(expected);
        journal.close();
    }

    @Test
    void shouldHaveFewFilesHoweverOftenItIsOpened() throws IOException {
        int most = 0;
        for (long i = 1; i <= 200; i++) {
            Journal journal = open(disk);
            store(journal, i);
            journal.close();
            most = Math.max(most, disk.names().size());
        }

        assertThat(most)
                .as("files, also of a process that is closed before it rests")
                .isLessThan(120);
        assertThat(found(disk)).isEqualTo(numbers(1, 200));
    }
}
