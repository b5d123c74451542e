package dev.latido.core.internal.journal;

import static dev.latido.core.internal.journal.JournalFixture.COMMAND;
import static dev.latido.core.internal.journal.JournalFixture.TOPIC;
import static dev.latido.core.internal.journal.JournalFixture.drain;
import static dev.latido.core.internal.journal.JournalFixture.message;
import static dev.latido.core.internal.journal.JournalFixture.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.OutboxException;
import dev.latido.core.OutboxMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories over many crashes: what was stored is there, in order, and nothing else is. */
class JournalCrashTest {

    private static final int CRASHES = 12;
    private static final int STEPS = 400;

    private final Set<Long> appended = new HashSet<>();
    private Set<Long> stored = ConcurrentHashMap.newKeySet();
    private final Set<Long> removed = new HashSet<>();
    private long sequence;
    private CompletionStage<Void> newest = CompletableFuture.completedStage(null);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Boolean.getBoolean("latido.proof") ? 400 : 25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldKeepWhatWasStoredWhenTheProcessIsKilledOrThePowerFails(long seed) throws IOException {
        Random random = new Random(seed);
        SimulatedDisk disk = new SimulatedDisk();
        Journal journal = open(disk);

        for (int crash = 1; crash <= CRASHES; crash++) {
            use(journal, disk, random);
            Set<Long> guaranteed = new HashSet<>(stored);
            SimulatedDisk left = random.nextBoolean() ? disk.afterKill() : disk.afterPowerLoss(random);
            journal.close();

            disk = left;
            journal = open(disk);
            List<Long> found = drain(journal);
            String where = "crash " + crash + " of seed " + seed;
            guaranteed.removeAll(removed);
            check(found, guaranteed, where);
            assertThat(journal.lastSequence())
                    .as(where)
                    .isGreaterThanOrEqualTo(
                            guaranteed.stream().mapToLong(i -> i).max().orElse(0));
            journal.rewind();
            removed.clear();
            stored = ConcurrentHashMap.newKeySet();
            stored.addAll(found);
            appended.retainAll(found);
        }
        journal.close();
    }

    private void use(Journal journal, SimulatedDisk disk, Random random) {
        List<OutboxMessage> handedOut = new ArrayList<>();
        int failures = random.nextInt(3);
        for (int step = random.nextInt(STEPS); step < STEPS; step++) {
            int kind = random.nextInt(20);
            if (kind < 9) {
                append(journal, message(++sequence, random.nextInt(10) == 0 ? COMMAND : TOPIC));
            } else if (kind < 14) {
                OutboxMessage message = journal.next();
                if (message != null) {
                    handedOut.add(message);
                }
            } else if (kind < 19 && !handedOut.isEmpty()) {
                OutboxMessage message = handedOut.remove(random.nextInt(Math.min(3, handedOut.size())));
                removed.add(message.sequence());
                journal.remove(message);
            } else if (kind == 19 && failures > 0 && random.nextInt(40) == 0) {
                failures--;
                disk.forcesFail(random.nextBoolean());
                disk.writesFail(random.nextBoolean());
            }
            if (random.nextInt(30) == 0) {
                newest.handle((done, failure) -> true).toCompletableFuture().join();
            }
        }
    }

    private void append(Journal journal, OutboxMessage message) {
        appended.add(message.sequence());
        Set<Long> ofThisLife = stored;
        try {
            newest = journal.append(message).thenRun(() -> ofThisLife.add(message.sequence()));
        } catch (OutboxException e) {
            assertThat(e).hasMessageContaining("cannot be written");
        }
    }

    private void check(List<Long> found, Set<Long> guaranteed, String where) {
        assertThat(found).as(where).doesNotHaveDuplicates();
        assertThat(appended).as(where).containsAll(found);
        assertThat(found).as("%s: lost", where).containsAll(guaranteed);
    }
}
