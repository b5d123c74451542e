package dev.latido.idempotency.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdHasherTest {

    private final IdHasher hasher = new IdHasher(0x0706050403020100L, 0x0F0E0D0C0B0A0908L);

    @Test
    void shouldKeepGroupsIdsAndWordsApart() {
        assertThat(hasher.ofId("ab", "c")).isNotEqualTo(hasher.ofId("a", "bc"));
        assertThat(hasher.ofId("a", "b\0")).isNotEqualTo(hasher.ofId("a", "b"));
        assertThat(hasher.ofId("a", "b")).isEqualTo(hasher.ofId("a", "b"));
        assertThat(IdHash.isWord(hasher.ofWord("a", "b", 1).low())).isTrue();
        assertThat(IdHash.isWord(hasher.ofId("a", "b").low())).isFalse();
        assertThat(hasher.ofWord("a", "b", 1)).isNotEqualTo(hasher.ofWord("a", "b", 2));
    }

    @Test
    void shouldHashTheSameOtherwiseInAnotherProcess() {
        assertThat(new IdHasher().ofId("a", "b")).isNotEqualTo(new IdHasher().ofId("a", "b"));
    }

    /** Each half by itself spreads like chance: a hundred thousand ids, no two with the same 48 bits of it. */
    @Test
    void shouldSpreadIdsThatDifferLittle() {
        Set<Long> highs = new HashSet<>();
        Set<Long> lows = new HashSet<>();

        for (int i = 0; i < 100_000; i++) {
            IdHash hash = hasher.ofId("billing", "id-" + i);
            highs.add(hash.high() >>> 8);
            lows.add(hash.low() >>> 8);
        }

        assertThat(highs).hasSize(100_000);
        assertThat(lows).hasSize(100_000);
    }
}
