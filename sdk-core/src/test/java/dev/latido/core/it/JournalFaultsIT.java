package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.latido.core.JournalOutbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that only an operating system can make: another process, a limit on files, a place that takes no files. */
class JournalFaultsIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @Test
    void shouldNameTheOtherProcessThatHasTheDirectory() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ChildJvm child = ChildJvm.journal(lines::add, "hold", directory.toString())) {
            await().atMost(LONG).until(() -> lines.contains(JournalProcess.READY));

            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> JournalOutbox.at(directory))
                    .withMessageContainingAll(directory.toString(), "another process, " + child.pid());

            child.kill();
        }
        JournalOutbox.at(directory).close();
    }

    /** The limit is on the size of a file, so that a new segment finds room again, as it does on a disk that was full. */
    @Test
    void shouldLoseNothingThatWasStoredWhenTheOperatingSystemRefusesToWrite() throws Exception {
        Set<Long> stored = new ConcurrentSkipListSet<>();
        List<String> others = new CopyOnWriteArrayList<>();
        try (ChildJvm child = ChildJvm.journalLimited(
                "ulimit -f 256",
                line -> {
                    if (line.startsWith(JournalProcess.STORED)) {
                        stored.add(Long.parseLong(line.substring(JournalProcess.STORED.length())));
                    } else {
                        others.add(line);
                    }
                },
                "fill",
                directory.toString())) {
            await().atMost(LONG).until(() -> !child.isAlive());
            child.await();
        }

        assertThat(others).contains(JournalProcess.DONE);
        List<String> refused = others.stream()
                .filter(line -> line.startsWith(JournalProcess.REFUSED))
                .toList();
        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .contains("OutboxException", directory.toString(), "cannot be written", "File too large"));
        assertThat(found()).as("what was stored, before and after").isEqualTo(stored);
    }

    private Set<Long> found() {
        Set<Long> found = new TreeSet<>();
        try (JournalOutbox outbox = JournalOutbox.at(directory)) {
            for (OutboxMessage message = outbox.next(); message != null; message = outbox.next()) {
                found.add(message.sequence());
            }
        }
        return found;
    }

    /** Not even the superuser makes files there. */
    @Test
    void shouldNameTheDirectoryWhenItTakesNoFiles() {
        Path readOnly = Path.of("/proc/self");

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> JournalOutbox.at(readOnly))
                .withMessageContainingAll("/proc/self", "cannot be opened", "may write to")
                .withCauseInstanceOf(IOException.class);
    }
}
