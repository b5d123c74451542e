package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The codecs that write the value and nothing else. */
class PlainCodecsTest {

    private final RawCodec raw = RawCodec.create();
    private final TextCodec text = TextCodec.create();

    private static Envelope<?> envelope(Object value) {
        return Envelope.of("gw:1:1", Instant.EPOCH, value);
    }

    @Test
    void shouldLeaveTheIdToTheProperties() {
        assertThat(raw.carriesId()).isFalse();
        assertThat(text.carriesId()).isFalse();
        assertThat(raw.contentType()).contains("application/octet-stream");
        assertThat(text.contentType()).contains("text/plain;charset=utf-8");
        assertThat(JacksonCodec.create().carriesId()).isTrue();
        assertThat(JacksonCodec.create().contentType()).isEmpty();
    }

    @Test
    void shouldCopyBytesBothWays() {
        byte[] value = {1, 2, 3};

        byte[] payload = raw.encode(envelope(value));
        byte[] back = raw.decode(payload, byte[].class).value();

        assertThat(payload).isEqualTo(value).isNotSameAs(value);
        assertThat(back).isEqualTo(value).isNotSameAs(payload);
    }

    @Test
    void shouldWriteAnyCharacterSequenceAndReadAString() {
        byte[] payload = text.encode(envelope(CharBuffer.wrap("año \uD83D\uDE00")));

        assertThat(payload).isEqualTo("año \uD83D\uDE00".getBytes(StandardCharsets.UTF_8));
        assertThat(text.decode(payload, String.class)).isEqualTo(new Envelope<>(null, null, "año \uD83D\uDE00"));
        assertThat(text.decode(payload, CharSequence.class).value()).isEqualTo("año \uD83D\uDE00");
    }

    @Test
    void shouldRefuseOtherTypes() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> raw.encode(envelope("a")))
                .withMessage("RawCodec writes byte[], not java.lang.String");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> raw.decode(new byte[0], String.class))
                .withMessage("RawCodec reads byte[], not java.lang.String");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> text.encode(envelope(1)))
                .withMessage("TextCodec writes CharSequence, not java.lang.Integer");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> text.decode(new byte[0], Integer.class))
                .withMessage("TextCodec reads String, not java.lang.Integer");
    }

    @Test
    void shouldRefuseWhatIsNoUtf8() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> text.decode(new byte[] {(byte) 0xFF}, String.class))
                .withMessage("payload is not UTF-8");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> text.encode(envelope("\uD800")))
                .withMessageContaining("unpaired surrogate");
    }
}
