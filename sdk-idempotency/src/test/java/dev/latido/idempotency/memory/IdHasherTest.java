package dev.latido.idempotency.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdHasherTest {

    /** The key of the reference implementation's vectors: the bytes 0 to 15. */
    private static final long KEY_0 = 0x0706050403020100L;

    private static final long KEY_1 = 0x0F0E0D0C0B0A0908L;

    private final IdHasher hasher = new IdHasher(KEY_0, KEY_1);

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

    // --- against the paper (Aumasson, Bernstein, "SipHash: a fast short-input PRF") ---

    /** SipHash-2-4-128 of whole words, by the book. */
    private static long[] sipHash(long key0, long key1, List<Long> words) {
        long[] v = {
            key0 ^ 0x736f6d6570736575L,
            key1 ^ 0x646f72616e646f6dL ^ 0xee,
            key0 ^ 0x6c7967656e657261L,
            key1 ^ 0x7465646279746573L
        };
        for (long word : words) {
            v[3] ^= word;
            rounds(v, 2);
            v[0] ^= word;
        }
        v[2] ^= 0xee;
        rounds(v, 4);
        long first = v[0] ^ v[1] ^ v[2] ^ v[3];
        v[1] ^= 0xdd;
        rounds(v, 4);
        return new long[] {first, v[0] ^ v[1] ^ v[2] ^ v[3]};
    }

    private static void rounds(long[] v, int rounds) {
        for (int i = 0; i < rounds; i++) {
            half(v, 0, 1, 13, 2, 3, 16);
            half(v, 2, 1, 17, 0, 3, 21);
        }
    }

    private static void half(long[] v, int a, int b, int rotationOfB, int c, int d, int rotationOfD) {
        v[a] += v[b];
        v[c] += v[d];
        v[b] = Long.rotateLeft(v[b], rotationOfB) ^ v[a];
        v[d] = Long.rotateLeft(v[d], rotationOfD) ^ v[c];
        v[a] = Long.rotateLeft(v[a], 32);
    }

    /** Of its length and its characters, four in a word, the first in the lowest bits. */
    private static List<Long> words(String... texts) {
        List<Long> words = new ArrayList<>();
        for (String text : texts) {
            words.add((long) text.length());
            for (int from = 0; from < text.length(); from += 4) {
                StringBuilder bits = new StringBuilder();
                for (char c :
                        text.substring(from, Math.min(text.length(), from + 4)).toCharArray()) {
                    bits.insert(0, String.format("%04x", (int) c));
                }
                words.add(Long.parseUnsignedLong(bits.toString(), 16));
            }
        }
        return words;
    }

    /** The vector of the reference implementation for the empty message, whose only word is the one with its length. */
    @Test
    void shouldBeComparedWithTheRealSipHash() {
        assertThat(sipHash(KEY_0, KEY_1, List.of(0L))).containsExactly(0xe6a825ba047f81a3L, 0x930255c71472f66dL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ab",
                "abc",
                "abcd",
                "abcde",
                "\u00e1\u4e2d\uffff\u0001\u8000",
                "gw-7:1763900000000123:1"
            })
    void shouldHashIdsAsThePaperSays(String id) {
        long[] expected = sipHash(KEY_0, KEY_1, words("billing", id));

        IdHash hash = hasher.ofId("billing", id);

        assertThat(hash.high()).isEqualTo(expected[0]);
        assertThat(hash.low()).as("its last bit tells ids from words").isEqualTo(expected[1] & ~1L);
    }

    @Test
    void shouldHashWordsAsThePaperSays() {
        List<Long> words = words("billing", "gw-7:1:");
        words.add(123_456L);
        long[] expected = sipHash(KEY_0, KEY_1, words);

        IdHash hash = hasher.ofWord("billing", "gw-7:1:", 123_456);

        assertThat(hash.high()).isEqualTo(expected[0]);
        assertThat(hash.low()).isEqualTo(expected[1] | 1);
    }

    /** The hash of strings, in 64 bits and with a key. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "abcd", "abcde", "abcdefgh", "gw-7:1763900000000123:1"})
    void shouldHashPrefixesAsStringsAreHashed(String prefix) {
        long expected = KEY_0 + "billing".hashCode();
        for (int i = 0; i < prefix.length(); i++) {
            expected = expected * 31 + prefix.charAt(i);
        }
        expected *= KEY_1 | 1;
        expected ^= expected >>> 32;

        assertThat(hasher.ofPrefix("billing", prefix + "and more", prefix.length()))
                .isEqualTo(expected);
    }
}
