package dev.latido.contract;

import static dev.latido.contract.OutboxUnderTest.BYTES;
import static dev.latido.contract.OutboxUnderTest.NOW;
import static dev.latido.contract.OutboxUnderTest.ROOM;
import static dev.latido.contract.OutboxUnderTest.TOPIC;
import static dev.latido.contract.OutboxUnderTest.command;
import static dev.latido.contract.OutboxUnderTest.handOutAll;
import static dev.latido.contract.OutboxUnderTest.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.contract.internal.PlainOutbox;
import dev.latido.contract.internal.Rivals;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Qos;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of every {@link Outbox} that keeps its messages when it is closed. It contains {@link OutboxContract}, and
 * tests that messages that were left in the outbox are there when it is opened again. The tests close outboxes properly;
 * crashes need tests of their own.
 *
 * <pre>{@code
 * class MyOutboxTest extends DurableOutboxContract {
 *
 *     @TempDir
 *     Path directory;
 *
 *     @Override
 *     protected Outbox createOutbox(int maxMessages, long maxBytes) {
 *         return new MyOutbox(directory, maxMessages, maxBytes);
 *     }
 *
 *     @Override
 *     protected Outbox reopenOutbox(int maxMessages, long maxBytes) {
 *         return new MyOutbox(directory, maxMessages, maxBytes);
 *     }
 * }
 * }</pre>
 */
public abstract class DurableOutboxContract extends OutboxContract {

    private static final long TIMEOUT_SECONDS = 60;

    private @Nullable Outbox current;

    /** Called by JUnit. */
    protected DurableOutboxContract() {}

    /**
     * Opens the outbox again that {@link #createOutbox} created in this test. Called after that outbox was closed, except
     * in one test that expects an {@link OutboxException} because the outbox is still open.
     *
     * @param maxMessages the maximum number of messages, from 1
     * @param maxBytes the maximum number of bytes by {@link OutboxMessage#size()}, from 1
     * @return an outbox with the messages that were left
     * @throws Exception if the outbox cannot be opened; the test fails
     */
    protected abstract Outbox reopenOutbox(int maxMessages, long maxBytes) throws Exception;

    private Outbox open() throws Exception {
        return keep(createOutbox(ROOM, BYTES));
    }

    private Outbox reopen(Outbox open) throws Exception {
        open.close();
        return keep(reopenOutbox(ROOM, BYTES));
    }

    private Outbox keep(Outbox outbox) {
        current = outbox;
        return outbox;
    }

    @AfterEach
    final void closeCurrent() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private static void store(Outbox outbox, OutboxMessage message) throws Exception {
        outbox.append(message).toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void shouldHandOutWhatWasLeftBeforeWhatIsNew() throws Exception {
        Outbox outbox = open();
        store(outbox, message(1));
        store(outbox, message(2));
        outbox.next();

        outbox = reopen(outbox);
        store(outbox, message(3));

        assertThat(handOutAll(outbox)).containsExactly(message(1), message(2), message(3));
    }

    @Test
    void shouldHandOutWhatWasLeftUrgentOnesFirst() throws Exception {
        Outbox outbox = open();
        store(outbox, message(1));
        store(outbox, command(2));
        store(outbox, message(3));

        outbox = reopen(outbox);
        store(outbox, command(4));

        assertThat(handOutAll(outbox)).containsExactly(command(2), command(4), message(1), message(3));
    }

    @Test
    void shouldNotHandOutAgainWhatWasRemovedOrDropped() throws Exception {
        Outbox outbox = open();
        for (int i = 1; i <= 5; i++) {
            store(outbox, message(i));
        }
        outbox.remove(message(2));
        assertThat(outbox.dropOldest()).isEqualTo(message(1));

        outbox = reopen(outbox);
        outbox.remove(message(4));
        assertThat(outbox.backlog().messages()).isEqualTo(2);

        outbox = reopen(outbox);
        assertThat(handOutAll(outbox)).containsExactly(message(3), message(5));
    }

    @Test
    void shouldKnowTheLastSequenceWhenEverythingHasLeft() throws Exception {
        Outbox outbox = open();
        assertThat(outbox.lastSequence()).isZero();
        store(outbox, message(7));
        store(outbox, message(41));
        outbox.remove(message(7));
        outbox.remove(message(41));

        outbox = reopen(outbox);
        assertThat(outbox.lastSequence()).isEqualTo(41);
        outbox = reopen(outbox);
        assertThat(outbox.lastSequence()).isEqualTo(41);
        assertThat(outbox.next()).isNull();
    }

    @Test
    void shouldGiveEveryPartOfAMessageBack() throws Exception {
        byte[] payload = new byte[300];
        new Random(1).nextBytes(payload);
        DeliveryOptions options = DeliveryOptions.RETAINED
                .withQos(Qos.EXACTLY_ONCE)
                .withExpiry(Duration.ofSeconds(90, 5))
                .withContentType("application/cbor; ñ")
                .withUserProperties(List.of(Map.entry("b", "2"), Map.entry("a", "ü\uD83D\uDE00"), Map.entry("b", "")));
        OutboxMessage full = new OutboxMessage(5, "añ\"\u0000\uD83D\uDE00:1:5", TOPIC, payload, options, NOW);
        OutboxMessage bare = new OutboxMessage(
                6,
                "",
                Topic.unchecked("/"),
                new byte[0],
                DeliveryOptions.DEFAULTS.withQos(Qos.AT_MOST_ONCE),
                NOW.minusSeconds(9));
        Outbox outbox = open();
        store(outbox, full);
        store(outbox, bare);
        Outbox.Backlog before = outbox.backlog();

        outbox = reopen(outbox);

        assertThat(outbox.backlog()).isEqualTo(before);
        for (OutboxMessage message : List.of(full, bare)) {
            assertThat(outbox.next()).isNotNull().satisfies(read -> {
                assertThat(read.sequence()).isEqualTo(message.sequence());
                assertThat(read.id()).isEqualTo(message.id());
                assertThat(read.topic()).isEqualTo(message.topic());
                assertThat(read.payload()).isEqualTo(message.payload());
                assertThat(read.options()).isEqualTo(message.options());
                assertThat(read.createdAt()).isEqualTo(message.createdAt());
                assertThat(read.size()).isEqualTo(message.size());
            });
        }
    }

    @Test
    void shouldCountWhatWasLeftAgainstItsBounds() throws Exception {
        Outbox outbox = open();
        store(outbox, message(1));
        store(outbox, message(2));
        outbox.close();

        Outbox small = keep(reopenOutbox(2, BYTES));

        assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> small.append(message(3)));
        small.remove(message(1));
        store(small, message(3));
        assertThat(handOutAll(small)).containsExactly(message(2), message(3));
    }

    @Test
    void shouldRefuseToBeOpenedTwice() throws Exception {
        Outbox outbox = open();
        store(outbox, message(1));

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> reopenOutbox(ROOM, BYTES).close());

        store(outbox, message(2));
        assertThat(handOutAll(reopen(outbox))).containsExactly(message(1), message(2));
    }

    @Test
    void shouldTakeNothingWhenItIsClosed() throws Exception {
        Outbox outbox = open();
        store(outbox, message(1));
        outbox.close();
        outbox.close();

        assertThatExceptionOfType(OutboxException.class).isThrownBy(() -> outbox.append(message(2)));

        assertThat(handOutAll(keep(reopenOutbox(ROOM, BYTES)))).containsExactly(message(1));
    }

    @Test
    void shouldStoreWhatWasAppendedJustBeforeItIsClosed() throws Exception {
        Outbox outbox = open();
        List<CompletionStage<Void>> stored = IntStream.rangeClosed(1, 500)
                .mapToObj(i -> outbox.append(message(i)))
                .toList();

        Outbox reopened = reopen(outbox);

        for (CompletionStage<Void> stage : stored) {
            stage.toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(handOutAll(reopened)).hasSize(500);
    }

    @Test
    void shouldStoreWhatManyAppendAtOnce() throws Exception {
        Outbox outbox = open();
        AtomicLong sequence = new AtomicLong();
        List<OutboxMessage> stored = Collections.synchronizedList(new ArrayList<>());
        Rivals.atOnce(() -> {
            for (int i = 0; i < 50; i++) {
                OutboxMessage message = message(sequence.incrementAndGet());
                store(outbox, message);
                stored.add(message);
            }
            return true;
        });

        assertThat(handOutAll(reopen(outbox))).containsExactlyInAnyOrderElementsOf(stored);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldDoWhatAPlainListDoesWhenClosedAndOpenedAtRandom(long seed) throws Exception {
        Random random = new Random(seed);
        Outbox outbox = open();
        PlainOutbox plain = new PlainOutbox(ROOM, BYTES);
        List<OutboxMessage> known = new ArrayList<>(List.of(message(0)));

        for (int step = 1; step <= 600; step++) {
            String where = "step " + step + " of seed " + seed;
            switch (random.nextInt(40)) {
                case 0 -> {
                    outbox = reopen(outbox);
                    plain.rewind();
                }
                case 1, 2 -> {
                    outbox.rewind();
                    plain.rewind();
                }
                default -> {
                    int kind = random.nextInt(3);
                    if (kind == 0) {
                        OutboxMessage message = message(step, random.nextInt(300));
                        known.add(message);
                        outbox.append(message);
                        plain.append(message);
                    } else if (kind == 1) {
                        assertThat(outbox.next()).as(where + ": next").isEqualTo(plain.next());
                    } else {
                        OutboxMessage message =
                                known.get(known.size() - 1 - random.nextInt(Math.min(40, known.size())));
                        outbox.remove(message);
                        plain.remove(message);
                    }
                }
            }
            assertThat(outbox.backlog()).as(where + ": backlog").isEqualTo(plain.backlog());
        }
    }
}
