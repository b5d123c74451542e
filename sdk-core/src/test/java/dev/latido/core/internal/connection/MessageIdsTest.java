package dev.latido.core.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageIdsTest {

    @Test
    void shouldCountFromOne() {
        MessageIds ids = new MessageIds("gw-a72f", 7);

        assertThat(List.of(ids.next(), ids.next(), ids.next()))
                .containsExactly("gw-a72f:7:1", "gw-a72f:7:2", "gw-a72f:7:3");
    }

    @Test
    void shouldNeverRepeatWhenSeveralThreadsAsk() {
        MessageIds ids = new MessageIds("gw", 7);

        List<String> given =
                IntStream.range(0, 10_000).parallel().mapToObj(i -> ids.next()).toList();

        assertThat(given).doesNotHaveDuplicates();
    }

    @Test
    void shouldTakeTheMicrosecondOfItsStartAsEpoch() {
        Instant before = Instant.now();

        String[] parts = MessageIds.startingNow("gw").next().split(":", -1);

        Instant epoch = Instant.ofEpochMilli(Long.parseLong(parts[1]) / 1_000);
        assertThat(epoch).isBetween(before.minus(Duration.ofMillis(1)), Instant.now());
        assertThat(parts[2]).isEqualTo("1");
    }

    @Test
    void shouldDifferWhenStartedInTheSameMillisecond() {
        List<String> firsts = IntStream.range(0, 20)
                .mapToObj(i -> MessageIds.startingNow("gw").next())
                .distinct()
                .toList();

        assertThat(firsts).hasSizeGreaterThan(10);
    }
}
