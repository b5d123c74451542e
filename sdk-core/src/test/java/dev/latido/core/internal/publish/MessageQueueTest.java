package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageQueueTest {

    private final MessageQueue lane = new MessageQueue();

    private static OutboxMessage message(long sequence) {
        return new OutboxMessage(
                sequence,
                "gw:1:" + sequence,
                Topic.unchecked("t"),
                new byte[1],
                DeliveryOptions.DEFAULTS,
                Instant.ofEpochSecond(sequence));
    }

    private List<Long> handedOut() {
        List<Long> sequences = new ArrayList<>();
        for (OutboxMessage next = lane.next(); next != null; next = lane.next()) {
            sequences.add(next.sequence());
        }
        return sequences;
    }

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(lane.next()).isNull();
        assertThat(lane.firstWaiting()).isNull();
        assertThat(lane.oldest()).isNull();
        assertThat(lane.remove(message(1))).isFalse();
    }

    @Test
    void shouldHandOutEachOnceInOrder() {
        lane.add(message(3));
        lane.add(message(5));

        assertThat(lane.firstWaiting()).isEqualTo(message(3));
        assertThat(lane.oldest()).isEqualTo(Instant.ofEpochSecond(3));
        assertThat(handedOut()).containsExactly(3L, 5L);
        assertThat(lane.firstWaiting()).isNull();
        lane.add(message(9));
        assertThat(handedOut()).containsExactly(9L);
    }

    @Test
    void shouldHandOutAllAgainAfterARewind() {
        for (int i = 1; i <= 4; i++) {
            lane.add(message(i));
        }
        lane.next();
        lane.next();
        lane.remove(message(1));

        lane.rewind();

        assertThat(handedOut()).containsExactly(2L, 3L, 4L);
        lane.rewind();
        assertThat(handedOut()).as("and once more").containsExactly(2L, 3L, 4L);
    }

    @Test
    void shouldSkipWhatIsRemovedBeforeItsTurn() {
        for (int i = 1; i <= 3; i++) {
            lane.add(message(i));
        }

        assertThat(lane.remove(message(1))).isTrue();
        assertThat(lane.remove(message(1))).isFalse();
        assertThat(lane.remove(message(3))).isTrue();
        lane.add(message(4));

        assertThat(handedOut()).containsExactly(2L, 4L);
    }

    /** Far more than its table has room for at first, and sequences that fall into the same buckets. */
    @ParameterizedTest
    @ValueSource(longs = {1, 64, 1L << 33})
    void shouldFindEachOfManyBySequence(long step) {
        List<Long> left = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            lane.add(message(i * step));
            left.add(i * step);
        }
        Random random = new Random(42);

        for (int i = 0; i < 900; i++) {
            long sequence = left.remove(random.nextInt(left.size()));
            assertThat(lane.remove(message(sequence)))
                    .as("%d is there", sequence)
                    .isTrue();
            assertThat(lane.remove(message(sequence)))
                    .as("%d is gone", sequence)
                    .isFalse();
        }

        assertThat(handedOut()).isEqualTo(left);
        assertThat(lane.oldest()).isEqualTo(Instant.ofEpochSecond(left.get(0)));
    }
}
