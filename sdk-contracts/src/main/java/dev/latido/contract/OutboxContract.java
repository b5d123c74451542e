package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.contract.internal.PlainOutbox;
import dev.latido.contract.internal.Rivals;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link Outbox} does. Extend it to show that one of your own does too:
 *
 * <pre>{@code
 * class MyOutboxTest extends OutboxContract {
 *
 *     @TempDir
 *     Path directory;
 *
 *     @Override
 *     protected Outbox createOutbox(int maxMessages, long maxBytes) throws IOException {
 *         return new MyOutbox(Files.createTempDirectory(directory, "outbox"), maxMessages, maxBytes);
 *     }
 * }
 * }</pre>
 *
 * <p>Each test has an outbox of its own, closed after it. The random ones name their seed and step when they fail.
 */
public abstract class OutboxContract {

    private static final Topic TOPIC = Topic.of("acme/v1/evt/plant/area/gw/temp");
    private static final Topic COMMAND = Topic.of("acme/v1/cmd/plant/area/gw/reset");
    private static final Instant NOW = Instant.ofEpochMilli(1_732_272_000_000L);
    private static final int ROOM = 10_000;
    private static final long BYTES = 16L << 20;

    private @Nullable Outbox opened;

    /** Called by JUnit. */
    protected OutboxContract() {}

    /**
     * Makes the outbox, with nothing in it. Called once in a test.
     *
     * @param maxMessages how many messages it holds at most, from 1
     * @param maxBytes how many bytes by {@link OutboxMessage#size()} it holds at most, from 1
     * @return a new outbox
     * @throws Exception if it cannot be made; the test fails
     */
    protected abstract Outbox createOutbox(int maxMessages, long maxBytes) throws Exception;

    private Outbox open(int maxMessages, long maxBytes) {
        try {
            Outbox outbox = createOutbox(maxMessages, maxBytes);
            opened = outbox;
            return outbox;
        } catch (Exception e) {
            throw new AssertionError("the outbox could not be made", e);
        }
    }

    private Outbox open() {
        return open(ROOM, BYTES);
    }

    @AfterEach
    final void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }

    private static OutboxMessage message(long sequence) {
        return message(sequence, 10);
    }

    private static OutboxMessage message(long sequence, int payload) {
        return new OutboxMessage(sequence, "gw:1:" + sequence, TOPIC, new byte[payload], DeliveryOptions.DEFAULTS, NOW);
    }

    private static OutboxMessage command(long sequence) {
        return command(sequence, 10);
    }

    private static OutboxMessage command(long sequence, int payload) {
        return new OutboxMessage(
                sequence, "gw:1:" + sequence, COMMAND, new byte[payload], DeliveryOptions.DEFAULTS, NOW);
    }

    /** All messages here were published at one moment. */
    private static Outbox.Backlog backlog(int messages, long bytes) {
        return new Outbox.Backlog(messages, bytes, messages == 0 ? null : NOW);
    }

    private static boolean append(Outbox outbox, OutboxMessage message) {
        try {
            outbox.append(message);
            return true;
        } catch (OutboxFullException e) {
            return false;
        }
    }

    private static List<OutboxMessage> handOutAll(Outbox outbox) {
        List<OutboxMessage> messages = new ArrayList<>();
        for (OutboxMessage message = outbox.next(); message != null; message = outbox.next()) {
            messages.add(message);
        }
        return messages;
    }

    // --- order ---

    @Test
    void shouldBeEmptyAtFirst() {
        Outbox outbox = open();

        assertThat(outbox.next()).isNull();
        assertThat(outbox.backlog()).isEqualTo(backlog(0, 0));
    }

    @Test
    void shouldHandOutTheOldestFirstAndEachOnce() {
        Outbox outbox = open();
        outbox.append(message(1));
        outbox.append(message(2));

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2));
        assertThat(outbox.next()).isNull();
    }

    @Test
    void shouldHandOutWhatCameAfterItWasEmpty() {
        Outbox outbox = open();
        outbox.append(message(1));
        handOutAll(outbox);

        outbox.append(message(2));

        assertThat(handOutAll(outbox)).containsExactly(message(2));
    }

    @Test
    void shouldHandOutAMessageAsItWasAppended() {
        Outbox outbox = open();
        byte[] payload =
                IntStream.range(0, 256).collect(() -> new byte[256], (bytes, i) -> bytes[i] = (byte) i, (a, b) -> {});
        outbox.append(new OutboxMessage(
                7, "añ\"\u0000\uD83D\uDE00:1:7", TOPIC, payload.clone(), DeliveryOptions.RETAINED, NOW));
        outbox.append(new OutboxMessage(8, "gw:1:8", Topic.unchecked("/"), new byte[0], DeliveryOptions.DEFAULTS, NOW));

        assertThat(outbox.next()).isNotNull().satisfies(message -> {
            assertThat(message.sequence()).isEqualTo(7);
            assertThat(message.id()).isEqualTo("añ\"\u0000\uD83D\uDE00:1:7");
            assertThat(message.topic()).isEqualTo(TOPIC);
            assertThat(message.payload()).isEqualTo(payload);
            assertThat(message.options().retained()).isTrue();
        });
        assertThat(outbox.next()).isNotNull().satisfies(message -> {
            assertThat(message.topic()).hasToString("/");
            assertThat(message.payload()).isEmpty();
            assertThat(message.options().retained()).isFalse();
        });
    }

    @Test
    void shouldKeepTheOrderOfAppendingWhateverTheSequences() {
        Outbox outbox = open();
        outbox.append(message(2));
        outbox.append(message(1));

        assertThat(handOutAll(outbox)).containsExactly(message(2), message(1));

        outbox.rewind();
        assertThat(handOutAll(outbox)).containsExactly(message(2), message(1));
    }

    // --- what overtakes, and what gives way ---

    @Test
    void shouldHandOutCommandsBeforeTheRest() {
        Outbox outbox = open();
        outbox.append(message(1));
        outbox.append(command(2));
        outbox.append(message(3));
        outbox.append(command(4));

        assertThat(handOutAll(outbox)).containsExactly(command(2), command(4), message(1), message(3));

        outbox.append(message(5));
        outbox.rewind();
        outbox.append(command(6));
        assertThat(handOutAll(outbox))
                .as("rewound")
                .containsExactly(command(2), command(4), command(6), message(1), message(3), message(5));
    }

    @Test
    void shouldDropTheOldestThatIsNeitherHandedOutNorUrgent() {
        Outbox outbox = open();
        outbox.append(command(1));
        outbox.append(message(2));
        outbox.append(message(3));
        outbox.append(message(4));
        outbox.next();
        outbox.next();

        assertThat(outbox.dropOldest()).isEqualTo(message(3));
        assertThat(outbox.backlog())
                .isEqualTo(backlog(3, 2L * message(2).size() + command(1).size()));
        assertThat(outbox.dropOldest()).isEqualTo(message(4));
        assertThat(outbox.dropOldest()).as("handed out").isNull();

        outbox.rewind();
        assertThat(handOutAll(outbox)).containsExactly(command(1), message(2));
    }

    @Test
    void shouldDropNothingUrgent() {
        Outbox outbox = open();
        outbox.append(command(1));

        assertThat(outbox.dropOldest()).isNull();
        assertThat(handOutAll(outbox)).containsExactly(command(1));
    }

    @Test
    void shouldTakeAMessageAgainWhenTheOldestWasDropped() {
        Outbox outbox = open(2, BYTES);
        outbox.append(message(1));
        outbox.append(message(2));

        outbox.dropOldest();

        assertThat(append(outbox, message(3))).isTrue();
        assertThat(handOutAll(outbox)).containsExactly(message(2), message(3));
    }

    // --- what it tells ---

    @Test
    void shouldSayThatAMessageIsStored() {
        Outbox outbox = open();

        assertThat(outbox.append(message(1)).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void shouldKnowTheLargestSequenceWhateverHasLeft() {
        Outbox outbox = open();
        assertThat(outbox.lastSequence()).isZero();

        outbox.append(message(7));
        outbox.append(message(5));
        handOutAll(outbox);
        outbox.remove(message(7));

        assertThat(outbox.lastSequence()).isEqualTo(7);
    }

    // --- rewind ---

    @Test
    void shouldHandOutEverythingAgainInOrderWhenRewound() {
        Outbox outbox = open();
        IntStream.rangeClosed(1, 3).forEach(i -> outbox.append(message(i)));
        outbox.next();
        outbox.next();

        outbox.rewind();

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2), message(3));
    }

    @Test
    void shouldPutAMessageBehindTheRewoundOnes() {
        Outbox outbox = open();
        outbox.append(message(1));
        outbox.next();
        outbox.rewind();

        outbox.append(message(2));

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2));
    }

    @Test
    void shouldHandOutNothingTwiceWhenRewoundTwice() {
        Outbox outbox = open();
        IntStream.rangeClosed(1, 3).forEach(i -> outbox.append(message(i)));
        outbox.next();

        outbox.rewind();
        outbox.next();
        outbox.rewind();
        outbox.rewind();

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2), message(3));
    }

    // --- remove ---

    @Test
    void shouldKeepAMessageUntilItIsRemoved() {
        Outbox outbox = open();
        outbox.append(message(1));

        outbox.next();
        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(1).size()));

        outbox.remove(message(1));
        assertThat(outbox.backlog()).isEqualTo(backlog(0, 0));
    }

    @Test
    void shouldForgetAMessageWhenItIsRemoved() {
        Outbox outbox = open();
        IntStream.rangeClosed(1, 4).forEach(i -> outbox.append(message(i)));
        outbox.next();
        outbox.next();

        outbox.remove(message(2));
        outbox.remove(message(3));

        assertThat(handOutAll(outbox)).as("before a rewind").containsExactly(message(4));
        outbox.rewind();
        assertThat(handOutAll(outbox)).as("after it").containsExactly(message(1), message(4));
    }

    @Test
    void shouldForgetAMessageWhenItIsRemovedAfterARewind() {
        Outbox outbox = open();
        outbox.append(message(1));
        outbox.append(message(2));
        outbox.next();
        outbox.rewind();

        outbox.remove(message(1));

        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(2).size()));
        assertThat(handOutAll(outbox)).containsExactly(message(2));
    }

    @Test
    void shouldCountOnceWhenAMessageIsRemovedTwice() {
        Outbox outbox = open();
        outbox.append(message(1));
        outbox.append(message(2));

        outbox.remove(message(1));
        outbox.remove(message(1));
        outbox.remove(message(3));

        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(2).size()));
    }

    // --- bounds ---

    @Test
    void shouldRefuseAMessageAndStoreNothingWhenTheCountIsReached() {
        Outbox outbox = open(2, BYTES);
        outbox.append(message(1));
        outbox.append(message(2));
        outbox.next();

        assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> outbox.append(message(3)));

        assertThat(outbox.backlog()).isEqualTo(backlog(2, 2L * message(1).size()));
        assertThat(handOutAll(outbox)).containsExactly(message(2));
        outbox.rewind();
        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2));
    }

    @Test
    void shouldRefuseAMessageAndStoreNothingWhenItsBytesDoNotFit() {
        int size = message(1).size();
        Outbox outbox = open(ROOM, 2L * size);
        outbox.append(message(1));

        assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> outbox.append(message(2, 11)));
        assertThat(outbox.backlog()).isEqualTo(backlog(1, size));

        outbox.append(message(3));
        assertThat(outbox.backlog()).as("exactly full").isEqualTo(backlog(2, 2L * size));
        assertThat(handOutAll(outbox)).containsExactly(message(1), message(3));
    }

    @Test
    void shouldTakeMessagesAgainWhenOthersWereRemoved() {
        Outbox outbox = open(2, BYTES);

        for (int i = 1; i <= 100; i++) {
            outbox.append(message(i));
            outbox.append(message(1_000 + i));
            assertThat(append(outbox, message(2_000))).as("round %d", i).isFalse();
            outbox.next();
            outbox.remove(message(i));
            outbox.remove(message(1_000 + i));
        }

        assertThat(outbox.backlog()).isEqualTo(backlog(0, 0));
    }

    // --- all together ---

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldDoWhatAPlainListDoesWhenUsedAtRandom(long seed) {
        Random random = new Random(seed);
        int maxMessages = 1 + random.nextInt(20);
        long maxBytes = 200L + random.nextInt(3_000);
        Outbox outbox = open(maxMessages, maxBytes);
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
    void shouldStayWithinItsBoundWhenManyAppendAtOnce() throws Exception {
        Outbox outbox = open(100, BYTES);
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
    void shouldHandOutEveryMessageInItsAppendersOrderWhenOneReads() throws Exception {
        int each = 200;
        int writers = Rivals.COUNT - 1;
        Outbox outbox = open();
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
