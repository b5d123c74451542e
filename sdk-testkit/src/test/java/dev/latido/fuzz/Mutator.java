package dev.latido.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Breaks samples in the ways that break parsers. The same seed makes the same inputs. */
final class Mutator {

    private static final int MOST_CHANGES = 4;
    private static final int LONGEST_NOISE = 64;
    /** Up to 16,384 of a kind: more levels than any stack, more digits than any number. */
    private static final int MOST_DOUBLINGS = 15;

    /** Lengths that promise more than follows, as MQTT, ASN.1 and plain integers write them. */
    private static final List<byte[]> LENGTHS = List.of(
            bytes(0xFF, 0xFF, 0xFF, 0x7F),
            bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x7F),
            bytes(0xFF, 0xFF, 0xFF, 0xFF, 0xFF),
            bytes(0x84, 0x7F, 0xFF, 0xFF, 0xFF),
            bytes(0x84, 0xFF, 0xFF, 0xFF, 0xFF),
            bytes(0x88, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF),
            bytes(0x7F, 0xFF, 0xFF, 0xFF),
            bytes(0x80, 0x00, 0x00, 0x00),
            bytes(0xFF, 0xFF),
            bytes(0x7F),
            bytes(0x80),
            bytes(0x00));

    /** Bytes that are no UTF-8, or look like another encoding. */
    private static final List<byte[]> NO_TEXT = List.of(
            bytes(0xC0, 0x80),
            bytes(0xED, 0xA0, 0x80),
            bytes(0xF5, 0x80, 0x80, 0x80),
            bytes(0xE2, 0x82),
            bytes(0xFE),
            bytes(0xFE, 0xFF),
            bytes(0xEF, 0xBB, 0xBF));

    private final List<byte[]> samples;
    private final List<byte[]> tokens;
    private final Random random;

    /** Over samples of a format, and pieces that mean something in it. */
    Mutator(List<byte[]> samples, List<byte[]> tokens, long seed) {
        this.samples = samples;
        this.tokens = tokens;
        this.random = new Random(seed);
    }

    /** The next input. */
    byte[] next() {
        byte[] bytes = pick(samples);
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            bytes = changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int behind = Math.min(bytes.length, at + 1 + random.nextInt(8));
        return switch (random.nextInt(12)) {
            case 0, 1 -> flipped(bytes);
            case 2 -> replaced(bytes, at, behind, noise(behind - at));
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> replaced(bytes, at, behind, bytes());
            case 5 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, behind));
            case 6 -> spliced(bytes, at, pick(samples));
            case 7, 8 -> over(bytes, at, pick(LENGTHS));
            case 9 -> replaced(bytes, at, random.nextBoolean() ? at : behind, pick(tokens));
            case 10 -> replaced(bytes, at, at, pick(NO_TEXT));
            default -> replaced(bytes, at, at, repeated(pick(tokens)));
        };
    }

    private byte[] flipped(byte[] bytes) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private byte[] spliced(byte[] bytes, int at, byte[] other) {
        int from = random.nextInt(other.length + 1);
        return replaced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] over(byte[] bytes, int at, byte[] length) {
        return replaced(bytes, at, Math.min(bytes.length, at + length.length), length);
    }

    private byte[] repeated(byte[] token) {
        byte[] run = new byte[token.length << random.nextInt(MOST_DOUBLINGS)];
        for (int i = 0; i < run.length; i++) {
            run[i] = token[i % token.length];
        }
        return run;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[random.nextInt(8) == 0 ? random.nextInt(LONGEST_NOISE) : length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] pick(List<byte[]> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] result = new byte[from + by.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
        return result;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
