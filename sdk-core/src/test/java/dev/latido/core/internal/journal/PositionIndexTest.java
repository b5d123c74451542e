package dev.latido.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionIndexTest {

    private final PositionIndex positions = new PositionIndex();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldDoWhatAPlainListDoesWhenUsedAtRandom(long seed) {
        Random random = new Random(seed);
        List<Long> sequences = new ArrayList<>();
        List<Long> handedOut = new ArrayList<>();
        long sequence = 0;

        for (int step = 0; step < 40_000; step++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2, 3 -> {
                    sequence += random.nextInt(20) == 0 ? 1 + random.nextInt(50) : 1;
                    positions.add(sequence, sequence * 10, (int) sequence);
                    sequences.add(sequence);
                }
                case 4, 5 -> {
                    long position = positions.waiting();
                    Long expected = sequences.stream()
                            .filter(waiting -> !handedOut.contains(waiting))
                            .findFirst()
                            .orElse(-1L);
                    assertThat(position < 0 ? -1L : positions.sequence(position))
                            .isEqualTo(expected);
                    if (position >= 0) {
                        positions.returned(position);
                        handedOut.add(expected);
                    }
                }
                case 6, 7 -> remove(random, sequences, handedOut);
                default -> {
                    if (random.nextInt(50) == 0) {
                        positions.rewindTo(0);
                        handedOut.clear();
                    }
                }
            }
            long oldest = positions.oldest();
            assertThat(oldest < 0 ? -1L : positions.sequence(oldest))
                    .isEqualTo(sequences.isEmpty() ? -1L : sequences.get(0));
        }
    }

    private void remove(Random random, List<Long> sequences, List<Long> handedOut) {
        if (sequences.isEmpty()) {
            return;
        }
        int index = random.nextInt(random.nextInt(100) == 0 ? sequences.size() : Math.min(5, sequences.size()));
        Long victim = sequences.remove(index);
        handedOut.remove(victim);
        long position = positions.find(victim);
        assertThat(positions.created(position)).isEqualTo(victim * 10);
        assertThat(positions.size(position)).isEqualTo(victim.intValue());
        positions.remove(position);
        assertThat(positions.find(victim)).isNegative();
    }

    @Test
    void shouldFindSequencesInAnyOrder() {
        long[] expected = new long[3_000];
        for (int i = 0; i < 3_000; i++) {
            expected[i] = positions.add((i * 7_919L) % 3_001, i, 1);
        }
        for (int i = 2_999; i >= 0; i--) {
            assertThat(positions.find((i * 7_919L) % 3_001)).isEqualTo(expected[i]);
        }
    }
}
