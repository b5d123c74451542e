package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.contract.internal.Rivals;
import dev.latido.core.Envelope;
import dev.latido.core.PayloadCodec;
import dev.latido.core.PayloadException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of every {@link PayloadCodec}. Extend it to show that a codec of your own keeps it:
 *
 * <pre>{@code
 * class CborCodecTest extends PayloadCodecContract<Reading> {
 *
 *     CborCodecTest() {
 *         super(Reading.class);
 *     }
 *
 *     @Override
 *     protected PayloadCodec codec() {
 *         return CborCodec.create();
 *     }
 *
 *     @Override
 *     protected List<Reading> samples() {
 *         return List.of(new Reading("C", 21.5), new Reading("", Double.MIN_VALUE));
 *     }
 *
 *     @Override
 *     protected List<byte[]> payloadsWithoutParts() {
 *         return List.of(new byte[] {(byte) 0xA0});                  // an empty map
 *     }
 * }
 * }</pre>
 *
 * <p>A random test names its seed and the payload when it fails.
 *
 * @param <T> the type of the sample values; compared by {@code equals}, arrays by their elements
 */
public abstract class PayloadCodecContract<T> {

    private static final Instant TIME = Instant.ofEpochMilli(1_732_272_000_123L);
    private static final int LONGEST_SHOWN = 200;

    private final Class<T> type;

    /**
     * Called by the subclass.
     *
     * @param type the type of the sample values
     */
    protected PayloadCodecContract(Class<T> type) {
        this.type = type;
    }

    /**
     * Returns the codec under test.
     *
     * @return the codec; may be the same every time
     */
    protected abstract PayloadCodec codec();

    /**
     * Returns values that the codec carries: plain ones and those at the limits of the type.
     *
     * @return one value or more
     */
    protected abstract List<T> samples();

    /**
     * Returns payloads in the codec's format that carry neither id nor timestamp nor value.
     *
     * @return the payloads; an empty list if the format always has all three
     */
    protected abstract List<byte[]> payloadsWithoutParts();

    private byte[] encoded(T value) {
        return codec().encode(Envelope.of("gw-a72f:1:42", TIME, value));
    }

    // --- encode and decode ---

    @Test
    void shouldReadWhatItWrote() {
        assertThat(samples()).as("samples").isNotEmpty();

        for (T sample : samples()) {
            assertRead(Envelope.of("gw-a72f:1:42", TIME, sample));
        }
    }

    /** A part that the payload does not carry is decoded as null. */
    private void assertRead(Envelope<T> written) {
        assertRead(codec(), written);
    }

    private void assertRead(PayloadCodec codec, Envelope<T> written) {
        Envelope<T> read = codec.decode(codec.encode(written), type);
        boolean carriesId = codec.carriesId();
        assertThat(read.id()).as("id").isEqualTo(carriesId ? written.id() : null);
        assertThat(read.time()).as("time").isEqualTo(carriesId ? written.time() : null);
        assertThat(Objects.deepEquals(read.value(), written.value()))
                .as("%s read as %s", written.value(), read.value())
                .isTrue();
    }

    @Test
    void shouldSayTheSameOfItselfEachTime() {
        assertThat(codec().carriesId()).isEqualTo(codec().carriesId());
        assertThat(codec().contentType()).isEqualTo(codec().contentType());
        codec().contentType()
                .ifPresent(mime -> assertThat(mime)
                        .as("content type")
                        .matches("[^/\\s]+/[^/\\s]+(\\s*;.*)?")
                        .hasSizeLessThanOrEqualTo(65_535));
    }

    @Test
    void shouldWriteIdAndTimeIntoThePayloadIfAndOnlyIfItSaysSo() {
        T sample = samples().get(0);
        byte[] one = codec().encode(Envelope.of("gw-a72f:1:42", TIME, sample));
        byte[] other = codec().encode(Envelope.of("gw-a72f:1:43", TIME.plusMillis(1), sample));

        assertThat(Arrays.equals(one, other)).as("same payload for two ids").isEqualTo(!codec().carriesId());
    }

    @Test
    void shouldCarryAnyId() {
        for (String id :
                List.of("a", "gw:1:9223372036854775807", "añ\"\\/'\n\t{}[],", "\uD83D\uDE00", "x".repeat(256))) {
            assertRead(Envelope.of(id, TIME, samples().get(0)));
        }
    }

    @Test
    void shouldCarryTimesToTheMillisecond() {
        for (String time : List.of(
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "2026-01-01T00:00:00.001Z",
                "9999-12-31T23:59:59Z")) {
            assertRead(Envelope.of("gw:1:1", Instant.parse(time), samples().get(0)));
        }
    }

    @Test
    void shouldGiveNothingForPartsThatAreMissing() {
        for (byte[] payload : payloadsWithoutParts()) {
            Envelope<T> envelope = codec().decode(payload, type);

            assertThat(envelope.id()).as("id of %s", shown(payload)).isNull();
            assertThat(envelope.time()).as("time of %s", shown(payload)).isNull();
            assertThat(envelope.value()).as("value of %s", shown(payload)).isNull();
        }
    }

    // --- bytes ---

    @Test
    void shouldLeaveThePayloadAsItCame() {
        byte[] payload = encoded(samples().get(0));
        byte[] copy = payload.clone();

        codec().decode(payload, type);

        assertThat(payload).isEqualTo(copy);
    }

    @Test
    void shouldGivePayloadsThatDoNotShareTheirBytes() {
        T sample = samples().get(0);
        byte[] first = encoded(sample);
        byte[] copy = first.clone();

        byte[] second = encoded(sample);
        Arrays.fill(second, (byte) 0);

        assertThat(first).isEqualTo(copy);
        assertThat(encoded(sample)).isEqualTo(copy);
    }

    // --- invalid payloads ---

    @Test
    void shouldTakeNoOffenceAtTruncatedPayloads() {
        for (T sample : samples()) {
            byte[] payload = encoded(sample);
            for (int length = 0; length < payload.length; length++) {
                readOrRefuse(Arrays.copyOf(payload, length), "cut to " + length + " bytes");
            }
        }
    }

    @Test
    void shouldTakeNoOffenceAtTrailingBytes() {
        for (T sample : samples()) {
            byte[] payload = encoded(sample);
            for (int trailing = 0; trailing < 256; trailing++) {
                byte[] longer = Arrays.copyOf(payload, payload.length + 1);
                longer[payload.length] = (byte) trailing;
                readOrRefuse(longer, "with a byte at its end");
            }
            byte[] twice = Arrays.copyOf(payload, 2 * payload.length);
            System.arraycopy(payload, 0, twice, payload.length, payload.length);
            readOrRefuse(twice, "twice");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldTakeNoOffenceAtGarbage(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            readOrRefuse(garbage, "garbage of seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldTakeNoOffenceAtPayloadsThatWereDamaged(long seed) {
        Random random = new Random(seed);
        List<T> samples = samples();
        for (int round = 0; round < 3_000; round++) {
            byte[] payload = encoded(samples.get(random.nextInt(samples.size())));
            readOrRefuse(damaged(payload, random), "damaged by seed " + seed);
        }
    }

    /** Flips, copies, cuts out or repeats some of the bytes. */
    private static byte[] damaged(byte[] payload, Random random) {
        byte[] damaged = payload.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            if (damaged.length == 0) {
                return damaged;
            }
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] = (byte) random.nextInt(256);
                case 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> damaged[at] = damaged[random.nextInt(damaged.length)];
                default -> damaged = spliced(damaged, at, random.nextInt(damaged.length), random.nextInt(8));
            }
        }
        return damaged;
    }

    /** Returns the bytes before one index, followed by those from another index. */
    private static byte[] spliced(byte[] bytes, int upTo, int from, int more) {
        int length = Math.min(bytes.length - from, bytes.length + more - upTo);
        byte[] spliced = Arrays.copyOf(bytes, upTo + Math.max(0, length));
        System.arraycopy(bytes, from, spliced, upTo, Math.max(0, length));
        return spliced;
    }

    /** A consumer must be able to dead-letter every payload: the codec may throw nothing but {@link PayloadException}. */
    private void readOrRefuse(byte[] payload, String what) {
        try {
            assertThat(codec().decode(payload, type))
                    .as("the envelope of a payload, %s", what)
                    .isNotNull();
        } catch (PayloadException e) {
            assertThat(e).as("a payload, %s", what).hasMessageNotContaining("gw-a72f:1:42");
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("a payload, " + what + ", made the codec throw " + e + ": " + shown(payload), e);
        }
    }

    private static String shown(byte[] payload) {
        String hex = HexFormat.of().formatHex(payload, 0, Math.min(payload.length, LONGEST_SHOWN));
        return payload.length + " bytes, hex " + hex;
    }

    // --- threads ---

    @Test
    void shouldServeManyThreadsAtOnce() throws Exception {
        List<T> samples = samples();
        PayloadCodec codec = codec();
        AtomicInteger thread = new AtomicInteger();

        List<Boolean> results = Rivals.atOnce(() -> {
            Random random = new Random(thread.incrementAndGet());
            for (int i = 0; i < 500; i++) {
                assertRead(
                        codec,
                        Envelope.of("gw:1:" + random.nextInt(), TIME, samples.get(random.nextInt(samples.size()))));
            }
            return true;
        });

        assertThat(results).hasSize(Rivals.COUNT);
    }
}
