package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightTest {

    private final InFlight inFlight = new InFlight();

    private static InFlight.Sent sent(long sequence) {
        return new InFlight.Sent(
                new OutboxMessage(
                        sequence,
                        "gw:1:" + sequence,
                        Topic.unchecked("a"),
                        new byte[0],
                        DeliveryOptions.DEFAULTS,
                        Instant.EPOCH),
                sequence) {};
    }

    @Test
    void shouldKnowNoOldestWhenNothingIsUnderWay() {
        assertThat(inFlight.size()).isZero();
        assertThat(inFlight.oldest()).isNull();
        assertThat(inFlight.messages()).isEmpty();
    }

    @Test
    void shouldDoNothingWhenOneIsRemovedTwice() {
        InFlight.Sent first = sent(1);
        InFlight.Sent second = sent(2);
        InFlight.Sent third = sent(3);
        inFlight.add(first);
        inFlight.add(second);
        inFlight.add(third);

        for (int i = 0; i < 2; i++) {
            inFlight.remove(first);
            inFlight.remove(third);
        }

        assertThat(inFlight.size()).isEqualTo(1);
        assertThat(inFlight.oldest()).isEqualTo(second);
        assertThat(inFlight.messages()).containsExactly(second.message());
    }

    @Test
    void shouldDoWhatALinkedMapDoesWhenUsedAtRandom() {
        Random random = new Random(6);
        Map<Long, InFlight.Sent> plain = new LinkedHashMap<>();

        for (long step = 0; step < 5_000; step++) {
            if (random.nextInt(100) < 51) {
                InFlight.Sent sent = sent(step);
                inFlight.add(sent);
                plain.put(step, sent);
            } else if (!plain.isEmpty()) {
                long key = plain.keySet().stream()
                        .skip(random.nextInt(plain.size()))
                        .findFirst()
                        .orElseThrow();
                InFlight.Sent gone = Objects.requireNonNull(plain.remove(key));
                inFlight.remove(gone);
            }
            assertThat(inFlight.size()).as("step %d", step).isEqualTo(plain.size());
            assertThat(inFlight.oldest())
                    .as("step %d", step)
                    .isEqualTo(plain.values().stream().findFirst().orElse(null));
        }

        assertThat(inFlight.messages())
                .containsExactlyInAnyOrderElementsOf(
                        plain.values().stream().map(InFlight.Sent::message).toList());
    }
}
