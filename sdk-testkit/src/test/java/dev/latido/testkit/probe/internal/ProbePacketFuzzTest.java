package dev.latido.testkit.probe.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.fuzz.Fuzz;
import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import dev.latido.testkit.internal.mqtt.PacketProperties;
import dev.latido.testkit.internal.mqtt.PacketReader;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a broker under test may send to the probe. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ProbePacketFuzzTest {

    /** As the probe's link does. */
    private static void readAll(byte[] stream) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(stream));
        while (in.available() > 0) {
            int first = in.readUnsignedByte();
            PacketReader body = PacketReader.next(in);
            switch (first >> 4) {
                case 2 -> {
                    body.advance(2);
                    assertThat(PacketProperties.read(body)).isNotNull();
                }
                case 3 ->
                    assertThat(PublishPacket.read(first & 0x0F, body).topic()).isNotNull();
                case 6 -> assertThat(body.u16()).isBetween(0, 65_535);
                case 9 -> {
                    body.u16();
                    PacketProperties.read(body);
                    assertThat(body.rest()).isNotNull();
                }
                default -> throw new ProtocolException("unexpected packet " + first);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefuseWhateverArrives(long seed) {
        Fuzz.Answers answers = Fuzz.of(ProbePacketFuzzTest::readAll)
                .samples(
                        " \6\0\0\3\23\0\36",
                        "2\26\0\3a/b\0\1\14\3\0\1t&\0\1a\0\2bcxy",
                        "0\10\0\3a/b\0xyb\2\0\1",
                        "2\11\0\3a/b\0\1\0x")
                .tokens("0\4\0\1a\0|&\0\1a\0\1b|\3\0\1t|\13\1|\0\0|b\2\0\1".split("\\|"))
                .documented(ProtocolException.class, MalformedPacketException.class, EOFException.class)
                .allocating(64 << 10, 256)
                .run(seed, 4_000);

        assertThat(answers.read()).as("streams that were read").isPositive();
        assertThat(answers.refused()).as("streams that were refused").isPositive();
    }
}
