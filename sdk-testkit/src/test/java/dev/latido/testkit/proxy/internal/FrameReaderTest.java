package dev.latido.testkit.proxy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final int LIMIT = 1 << 20;

    private static FrameReader reader(int... bytes) {
        return reader(bytes(bytes));
    }

    private static FrameReader reader(byte[] bytes) {
        return new FrameReader(new ByteArrayInputStream(bytes), LIMIT);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void shouldReadOnePacketAfterTheOther() throws IOException {
        FrameReader reader = reader(0xC0, 0, 0x40, 2, 0, 1, 0xD0, 0);

        assertThat(reader.next()).containsExactly(0xC0, 0);
        assertThat(reader.next()).containsExactly(0x40, 2, 0, 1);
        assertThat(reader.next()).containsExactly(0xD0, 0);
        assertThat(reader.next()).isNull();
    }

    @Test
    void shouldKeepAnOverlongLengthAsItCame() throws IOException {
        assertThat(reader(0x40, 0x82, 0x80, 0, 0, 1).next()).containsExactly(0x40, 0x82, 0x80, 0, 0, 1);
    }

    @Test
    void shouldRefuseALengthOfFiveBytes() {
        assertThatThrownBy(() -> reader(0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1).next())
                .isInstanceOf(MalformedPacketException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x0F, 0x11, 0x36, 0x3F, 0x60, 0x80, 0x83, 0xA0, 0xC1, 0xF2})
    void shouldRefuseAFirstByteThatIsNone(int first) {
        assertThatThrownBy(() -> reader(first, 0).next()).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldRefuseThePacketBeforeItsBodyWhenItIsTooLarge() {
        assertThatThrownBy(() -> reader(0x30, 0xFF, 0xFF, 0xFF, 0x7F).next())
                .isInstanceOfSatisfying(
                        MalformedPacketException.class,
                        e -> assertThat(e.isOversized()).isTrue())
                .hasMessageContaining("268435460");
    }

    @Test
    void shouldAllocateWhatArrivesAndNotWhatWasAnnounced() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FrameReader generous =
                new FrameReader(new ByteArrayInputStream(bytes(0x30, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2)), Integer.MAX_VALUE);
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(generous::next).isInstanceOf(EOFException.class);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void shouldSurviveNoiseAndBrokenPacketsWithNothingButTheDocumentedExceptions() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] input = seed % 2 == 0 ? noise(random) : broken(random);
            int version = random.nextBoolean() ? 5 : 4;
            try {
                readAll(input, version);
            } catch (MalformedPacketException | EOFException e) {
                assertThat(e).as("seed " + seed).hasMessageMatching("(?s).+");
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void readAll(byte[] input, int version) throws IOException {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(input), LIMIT);
        FrameDecoder decoder = new FrameDecoder();
        byte[] packet = reader.next();
        while (packet != null) {
            Frame frame = decoder.decode(packet, version);
            switch (frame.type()) {
                case CONNECT ->
                    assertThat(ConnectTerms.ofConnect(packet).version()).isBetween(4, 5);
                case CONNACK ->
                    assertThat(ConnectTerms.ofConnack(packet, version).version())
                            .isEqualTo(version);
                default -> assertThat(frame.payload().length).isBetween(0, packet.length);
            }
            assertThat(frame.packetId()).isBetween(0, 65_535);
            packet = reader.next();
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Packets of a good shape with some bytes changed. */
    private static byte[] broken(Random random) {
        int[][] packets = {
            {0x10, 19, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 3, 0x21, 0, 9, 0, 3, 'g', 'w', '1'},
            {0x10, 15, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 3, 'g', 'w', '1'},
            {0x20, 9, 0, 0, 6, 0x12, 0, 3, 'a', 'b', 'c'},
            {0x32, 16, 0, 3, 'a', '/', 'b', 0, 1, 6, 0x23, 0, 3, 0x01, 1, 0x0B, 'x', 'y'},
            {0x82, 9, 0, 1, 0, 0, 3, 'a', '/', '#', 1},
            {0x90, 5, 0, 1, 0, 1, 2},
            {0x40, 4, 0, 1, 0x10, 0},
            {0xE0, 2, 4, 0},
        };
        byte[] bytes = bytes(packets[random.nextInt(packets.length)]);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
