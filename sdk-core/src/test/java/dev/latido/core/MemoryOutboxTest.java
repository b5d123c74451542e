package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.topics.Topic;
import dev.latido.core.Outbox.Backlog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryOutboxTest {

    private static final Topic TOPIC = Topic.unchecked("a/b");

    private final MemoryOutbox outbox = MemoryOutbox.create();

    private static Backlog backlog(int messages, long bytes) {
        return new Backlog(messages, bytes, messages == 0 ? null : Instant.EPOCH);
    }

    private static OutboxMessage message(long sequence) {
        return message(sequence, 10);
    }

    private static OutboxMessage message(long sequence, int payload) {
        return new OutboxMessage(
                sequence, "gw:1:" + sequence, TOPIC, new byte[payload], DeliveryOptions.DEFAULTS, Instant.EPOCH);
    }

    @Test
    void shouldHoldTenThousandMessagesAndSixteenMebibytesUnlessSet() {
        assertThat(MemoryOutbox.DEFAULT_MESSAGES).isEqualTo(10_000);
        assertThat(MemoryOutbox.DEFAULT_BYTES).isEqualTo(16L << 20);
        assertThat(outbox).hasToString("MemoryOutbox[0 of 10000 messages, 0 of 16777216 bytes]");
    }

    @Test
    void shouldHandOutTheOldestFirstAndEachOnce() {
        outbox.append(message(1));
        outbox.append(message(2));

        assertThat(outbox.next()).isEqualTo(message(1));
        assertThat(outbox.next()).isEqualTo(message(2));
        assertThat(outbox.next()).isNull();
    }

    @Test
    void shouldKeepAMessageWhenItIsHandedOut() {
        outbox.append(message(1));

        outbox.next();

        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(1).size()));
    }

    @Test
    void shouldHandOutEverythingAgainInOrderWhenRewound() {
        outbox.append(message(1));
        outbox.append(message(2));
        outbox.append(message(3));
        outbox.next();
        outbox.next();

        outbox.rewind();

        assertThat(outbox.next()).isEqualTo(message(1));
        assertThat(outbox.next()).isEqualTo(message(2));
        assertThat(outbox.next()).isEqualTo(message(3));
        assertThat(outbox.next()).isNull();
    }

    @Test
    void shouldPutAMessageBehindTheRewoundOnes() {
        outbox.append(message(1));
        outbox.next();
        outbox.rewind();

        outbox.append(message(2));

        assertThat(outbox.next()).isEqualTo(message(1));
        assertThat(outbox.next()).isEqualTo(message(2));
    }

    @Test
    void shouldForgetAMessageWhenItIsRemoved() {
        outbox.append(message(1));
        outbox.append(message(2));
        outbox.next();

        outbox.remove(message(1));

        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(2).size()));
        outbox.rewind();
        assertThat(outbox.next()).isEqualTo(message(2));
        assertThat(outbox.next()).isNull();
    }

    @Test
    void shouldForgetAMessageWhenItIsRemovedAfterARewind() {
        outbox.append(message(1));
        outbox.append(message(2));
        outbox.next();
        outbox.rewind();

        outbox.remove(message(1));

        assertThat(outbox.backlog()).isEqualTo(backlog(1, message(2).size()));
        assertThat(outbox.next()).isEqualTo(message(2));
        assertThat(outbox.next()).isNull();
    }

    @Test
    void shouldCountOnceWhenAMessageIsRemovedTwice() {
        outbox.append(message(1));

        outbox.remove(message(1));
        outbox.remove(message(1));

        assertThat(outbox.backlog()).isEqualTo(backlog(0, 0));
    }

    @Test
    void shouldRefuseAMessageAndKeepTheOthersWhenTheCountIsReached() {
        MemoryOutbox small = MemoryOutbox.bounded(2, Long.MAX_VALUE);
        small.append(message(1));
        small.append(message(2));
        small.next();

        assertThatExceptionOfType(OutboxFullException.class)
                .isThrownBy(() -> small.append(message(3)))
                .withMessageContaining("2 messages");

        assertThat(small.backlog().messages()).isEqualTo(2);
        small.remove(message(1));
        assertThatCode(() -> small.append(message(3))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAMessageWhenItsBytesDoNotFit() {
        int size = message(1).size();
        MemoryOutbox small = MemoryOutbox.bounded(10, 2L * size);
        small.append(message(1));

        assertThatExceptionOfType(OutboxFullException.class)
                .isThrownBy(() -> small.append(message(2, 11)))
                .withMessageContainingAll(size + " of " + 2 * size + " bytes", "needs " + (size + 1));

        assertThat(small.backlog()).isEqualTo(backlog(1, size));
        small.append(message(2));
        assertThat(small.backlog()).isEqualTo(backlog(2, 2L * size));
    }

    @Test
    void shouldCountTopicPayloadAndOverhead() {
        assertThat(message(1, 7).size()).isEqualTo(OutboxMessage.OVERHEAD + 3 + 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void shouldRefuseBoundsBelowOne(int bound) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryOutbox.bounded(bound, 1))
                .withMessage("maxMessages must be at least 1, was " + bound);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryOutbox.bounded(1, bound))
                .withMessage("maxBytes must be at least 1, was " + bound);
    }

    /** What an outbox should do, as plainly as it can be said. */
    private static final class NaiveOutbox {

        private final List<OutboxMessage> messages = new ArrayList<>();
        private final List<OutboxMessage> handedOut = new ArrayList<>();

        boolean append(OutboxMessage message, int maxMessages, long maxBytes) {
            if (messages.size() >= maxMessages || backlog().bytes() + message.size() > maxBytes) {
                return false;
            }
            return messages.add(message);
        }

        @Nullable
        OutboxMessage next() {
            for (OutboxMessage message : messages) {
                if (!handedOut.contains(message)) {
                    handedOut.add(message);
                    return message;
                }
            }
            return null;
        }

        void remove(OutboxMessage message) {
            messages.remove(message);
            handedOut.remove(message);
        }

        Backlog backlog() {
            return MemoryOutboxTest.backlog(
                    messages.size(),
                    messages.stream().mapToLong(OutboxMessage::size).sum());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldDoWhatAPlainListDoesWhenUsedAtRandom(long seed) {
        Random random = new Random(seed);
        int maxMessages = 1 + random.nextInt(20);
        long maxBytes = 200L + random.nextInt(3_000);
        MemoryOutbox real = MemoryOutbox.bounded(maxMessages, maxBytes);
        NaiveOutbox naive = new NaiveOutbox();
        List<OutboxMessage> known = new ArrayList<>(List.of(message(0)));

        for (int step = 1; step <= 2_000; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    OutboxMessage message = message(step, random.nextInt(300));
                    known.add(message);
                    boolean fits = naive.append(message, maxMessages, maxBytes);
                    assertThat(append(real, message)).as("step %d fits", step).isEqualTo(fits);
                }
                case 3, 4 -> assertThat(real.next()).as("step %d", step).isEqualTo(naive.next());
                case 5, 6 -> {
                    OutboxMessage message = known.get(known.size() - 1 - random.nextInt(Math.min(15, known.size())));
                    real.remove(message);
                    naive.remove(message);
                }
                default -> {
                    real.rewind();
                    naive.handedOut.clear();
                }
            }
            assertThat(real.backlog()).as("step %d", step).isEqualTo(naive.backlog());
        }
    }

    private static boolean append(Outbox outbox, OutboxMessage message) {
        try {
            outbox.append(message);
            return true;
        } catch (OutboxFullException e) {
            return false;
        }
    }
}
