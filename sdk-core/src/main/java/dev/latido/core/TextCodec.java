package dev.latido.core;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * Codec for {@link CharSequence} values, sent in UTF-8 and read as {@code String}. Id and time are sent as user
 * properties of MQTT 5; the content type is {@value #CONTENT_TYPE}. Immutable and thread-safe.
 */
public final class TextCodec implements PayloadCodec {

    /** Content type of the payloads. */
    public static final String CONTENT_TYPE = "text/plain;charset=utf-8";

    private static final TextCodec INSTANCE = new TextCodec();

    private TextCodec() {}

    /**
     * Returns the codec.
     *
     * @return the only instance
     */
    public static TextCodec create() {
        return INSTANCE;
    }

    @Override
    public byte[] encode(Envelope<?> envelope) {
        Objects.requireNonNull(envelope, "envelope must not be null");
        Object value = envelope.value();
        if (!(value instanceof CharSequence text)) {
            throw new PayloadException(
                    "TextCodec writes CharSequence, not "
                            + (value == null ? "null" : value.getClass().getName()),
                    null);
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new PayloadException("the text contains an unpaired surrogate and cannot be encoded as UTF-8", e);
        }
    }

    @Override
    public <T> Envelope<T> decode(byte[] payload, Class<T> type) {
        Objects.requireNonNull(payload, "payload must not be null");
        Objects.requireNonNull(type, "type must not be null");
        if (!type.isAssignableFrom(String.class)) {
            throw new PayloadException("TextCodec reads String, not " + type.getName(), null);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
            return new Envelope<>(null, null, type.cast(text));
        } catch (CharacterCodingException e) {
            throw new PayloadException("payload is not UTF-8", e);
        }
    }

    @Override
    public boolean carriesId() {
        return false;
    }

    @Override
    public Optional<String> contentType() {
        return Optional.of(CONTENT_TYPE);
    }

    @Override
    public String toString() {
        return "TextCodec";
    }
}
