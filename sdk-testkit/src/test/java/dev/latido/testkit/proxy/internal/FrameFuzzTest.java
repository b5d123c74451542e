package dev.latido.testkit.proxy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.fuzz.Fuzz;
import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams that clients and brokers send, or whoever finds the proxy's port. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FrameFuzzTest {

    /** As much as the four bytes of a length can announce. */
    private static final int LIMIT = 1 << 28;

    /** Small packets, fields and properties. */
    private static final String[] TOKENS =
            "\u00c0\0|\u00d0\0|@\2\0\1|0\3\0\1a|0\4\0\1a\0|2\5\0\1a\0\1|\0\0|\0\4MQTT|\5|\4|#\0\3|&\0\1a\0\1b|!\0\0|\0\1#"
                    .split("\\|");

    /** As the proxy does with each packet, whatever it is then told to do with it. */
    private static void readAll(byte[] stream, int version) throws IOException {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(stream), LIMIT);
        FrameDecoder decoder = new FrameDecoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] packet = reader.next(); packet != null; packet = reader.next()) {
            Frame frame = decoder.decode(packet, version);
            switch (frame.type()) {
                case CONNECT ->
                    assertThat(ConnectTerms.ofConnect(packet).version()).isBetween(4, 5);
                case CONNACK ->
                    assertThat(ConnectTerms.ofConnack(packet, version).receiveMaximum())
                            .isPositive();
                case PUBLISH -> {
                    assertThat(frame.topic()).isNotEmpty();
                    assertThat(frame.payload().length).isLessThan(packet.length);
                    assertThat(frame.withDup(true).isDup()).isTrue();
                }
                default -> assertThat(frame.payload()).isEmpty();
            }
            if (frame.packetId() != 0) {
                assertThat(frame.withPacketId(0xABCD).packetId()).isEqualTo(0xABCD);
            }
            frame.writeTo(out);
        }
        assertThat(out.toByteArray()).as("what is passed on").isEqualTo(stream);
    }

    private static Fuzz frames(int version) {
        return Fuzz.of(stream -> readAll(stream, version))
                .tokens(TOKENS)
                .documented(MalformedPacketException.class, EOFException.class)
                .allocating(256 << 10, 256);
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefuseWhateverArrivesOverMqtt5(long seed) {
        Fuzz.Answers answers = frames(5)
                .sample(stream(packet(0x10, "\0\4MQTT\5\2\0\74\3\41\0\11\0\3gw1"), packet(0xC0, "")))
                .sample(stream(packet(0x20, "\0\0\6\22\0\3abc"), packet(0xD0, "")))
                .sample(stream(
                        packet(0x32, "\0\3a/b\0\1\5\43\0\3\1\1xy"),
                        packet(0x30, "\0\0\3\43\0\3xyz"),
                        packet(0x3C, "\0\3a/b\0\2\13\46\0\1a\0\1b\10\0\1c"),
                        packet(0x31, "\0\1a\0")))
                .sample(stream(packet(0x82, "\0\1\0\0\3a/#\1\0\1b\2"), packet(0x90, "\0\1\0\1\2")))
                .sample(stream(packet(0xA2, "\0\2\0\0\3a/#"), packet(0xB0, "\0\2\0\0")))
                .sample(stream(
                        packet(0x40, "\0\1\20\0"), packet(0x62, "\0\11"), packet(0x50, "\0\11"), packet(0x70, "\0\11")))
                .sample(stream(packet(0xF0, "\30\0"), packet(0xE0, "\4\0")))
                .run(seed, 3_000);

        assertBoth(answers);
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefuseWhateverArrivesOverMqtt3(long seed) {
        Fuzz.Answers answers = frames(4)
                .sample(stream(packet(0x10, "\0\4MQTT\4\2\0\74\0\3gw1"), packet(0xC0, "")))
                .sample(stream(packet(0x20, "\1\0"), packet(0xD0, "")))
                .sample(stream(packet(0x32, "\0\3a/b\0\1xy"), packet(0x3C, "\0\3a/b\0\2"), packet(0x31, "\0\1a")))
                .sample(stream(packet(0x82, "\0\1\0\3a/#\1\0\1b\2"), packet(0x90, "\0\1\1\2")))
                .sample(stream(packet(0xA2, "\0\2\0\3a/#"), packet(0xB0, "\0\2")))
                .sample(stream(
                        packet(0x40, "\0\1"), packet(0x62, "\0\11"), packet(0x50, "\0\11"), packet(0x70, "\0\11")))
                .sample(packet(0xE0, ""))
                .run(seed, 3_000);

        assertBoth(answers);
    }

    private static void assertBoth(Fuzz.Answers answers) {
        assertThat(answers.read()).as("streams that were read").isPositive();
        assertThat(answers.refused()).as("streams that were refused").isPositive();
    }

    private static byte[] packet(int first, String body) {
        byte[] bytes = new byte[2 + body.length()];
        bytes[0] = (byte) first;
        bytes[1] = (byte) body.length();
        System.arraycopy(body.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 2, body.length());
        return bytes;
    }

    private static byte[] stream(byte[]... packets) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            stream.writeBytes(packet);
        }
        return stream.toByteArray();
    }
}
