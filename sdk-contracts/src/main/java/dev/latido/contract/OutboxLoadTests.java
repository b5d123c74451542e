package dev.latido.contract;

import static dev.latido.contract.OutboxUnderTest.BYTES;
import static dev.latido.contract.OutboxUnderTest.append;
import static dev.latido.contract.OutboxUnderTest.backlog;
import static dev.latido.contract.OutboxUnderTest.command;
import static dev.latido.contract.OutboxUnderTest.handOutAll;
import static dev.latido.contract.OutboxUnderTest.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.contract.internal.PlainOutbox;
import dev.latido.contract.internal.Rivals;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests an outbox at random, and with threads that race. */
interface OutboxLoadTests {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    default void shouldDoWhatAPlainListDoesWhenUsedAtRandom(long seed, OutboxUnderTest test) {
        Random random = new Random(seed);
        int maxMessages = 1 + random.nextInt(20);
        long maxBytes = 200L + random.nextInt(3_000);
        Outbox outbox = test.open(maxMessages, maxBytes);
        PlainOutbox plain = new PlainOutbox(maxMessages, maxBytes);
        List<OutboxMessage> known = new ArrayList<>(List.of(message(0)));

        for (int step = 1; step <= 1_000; step++) {
            String where = "step " + step + " of seed " + seed;
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> {
                    int payload = random.nextInt(300);
                    OutboxMessage message = random.nextInt(4) == 0 ? command(step, payload) : message(step, payload);
                    known.add(message);
                    assertThat(append(outbox, message)).as(where + ": fits").isEqualTo(plain.append(message));
                }
                case 3, 4 -> assertThat(outbox.next()).as(where + ": next").isEqualTo(plain.next());
                case 5, 6 -> {
                    OutboxMessage message = known.get(known.size() - 1 - random.nextInt(Math.min(15, known.size())));
                    outbox.remove(message);
                    plain.remove(message);
                }
                case 7 ->
                    assertThat(outbox.dropOldest()).as(where + ": dropped").isEqualTo(plain.dropOldest());
                default -> {
                    outbox.rewind();
                    plain.rewind();
                }
            }
            assertThat(outbox.backlog()).as(where + ": backlog").isEqualTo(plain.backlog());
        }
    }

    @Test
    default void shouldStayWithinItsBoundWhenManyAppendAtOnce(OutboxUnderTest test) throws Exception {
        Outbox outbox = test.open(100, BYTES);
        AtomicLong sequence = new AtomicLong();
        AtomicInteger accepted = new AtomicInteger();

        Rivals.atOnce(() -> {
            for (int i = 0; i < 50; i++) {
                if (append(outbox, message(sequence.incrementAndGet()))) {
                    accepted.incrementAndGet();
                }
            }
            return true;
        });

        assertThat(accepted).hasValue(100);
        assertThat(outbox.backlog().messages()).isEqualTo(100);
        assertThat(handOutAll(outbox)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    default void shouldHandOutEveryMessageInItsAppendersOrderWhenOneReads(OutboxUnderTest test) throws Exception {
        int each = 200;
        int writers = Rivals.COUNT - 1;
        Outbox outbox = test.open();
        List<OutboxMessage> read = new ArrayList<>();
        List<Callable<Boolean>> threads = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            long first = writer * 1_000L;
            threads.add(() -> {
                for (int i = 0; i < each; i++) {
                    outbox.append(message(first + i));
                }
                return true;
            });
        }
        threads.add(() -> {
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (read.size() < writers * each && System.nanoTime() - deadline < 0) {
                OutboxMessage message = outbox.next();
                if (message == null) {
                    Thread.onSpinWait();
                } else {
                    read.add(message);
                    outbox.remove(message);
                }
            }
            return true;
        });

        Rivals.atOnce(threads);

        assertThat(read).hasSize(writers * each).doesNotHaveDuplicates();
        Map<Long, Long> last = new HashMap<>();
        read.forEach(message -> {
            Long before = last.put(message.sequence() / 1_000, message.sequence());
            assertThat(before == null || before < message.sequence())
                    .as("%s after %s", message.sequence(), before)
                    .isTrue();
        });
        assertThat(outbox.backlog()).isEqualTo(backlog(0, 0));
    }
}
