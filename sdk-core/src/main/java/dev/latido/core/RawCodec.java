package dev.latido.core;

import java.util.Objects;
import java.util.Optional;

/**
 * Bytes as they are: for values that are {@code byte[]}. Id and timestamp travel as user properties of MQTT 5, the content
 * type is {@value #CONTENT_TYPE}. Thread-safe.
 */
public final class RawCodec implements PayloadCodec {

    /** The content type of its payloads. */
    public static final String CONTENT_TYPE = "application/octet-stream";

    private static final RawCodec INSTANCE = new RawCodec();

    private RawCodec() {}

    /**
     * The codec.
     *
     * @return the only instance there is
     */
    public static RawCodec create() {
        return INSTANCE;
    }

    /** A copy: the caller may go on with its array. */
    @Override
    public byte[] encode(Envelope<?> envelope) {
        Objects.requireNonNull(envelope, "envelope must not be null");
        if (envelope.value() instanceof byte[] bytes) {
            return bytes.clone();
        }
        Object value = envelope.value();
        throw new PayloadException(
                "RawCodec writes byte[], not "
                        + (value == null ? "null" : value.getClass().getName()),
                null);
    }

    @Override
    public <T> Envelope<T> decode(byte[] payload, Class<T> type) {
        Objects.requireNonNull(payload, "payload must not be null");
        Objects.requireNonNull(type, "type must not be null");
        if (!type.isAssignableFrom(byte[].class)) {
            throw new PayloadException("RawCodec reads byte[], not " + type.getName(), null);
        }
        return new Envelope<>(null, null, type.cast(payload.clone()));
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
        return "RawCodec";
    }
}
