package dev.latido.core;

import java.util.Objects;
import java.util.Optional;

/**
 * Codec for {@code byte[]} values, sent unchanged. Id and time are sent as user properties of MQTT 5; the content type
 * is {@value #CONTENT_TYPE}. Immutable and thread-safe.
 */
public final class RawCodec implements PayloadCodec {

    /** Content type of the payloads. */
    public static final String CONTENT_TYPE = "application/octet-stream";

    private static final RawCodec INSTANCE = new RawCodec();

    private RawCodec() {}

    /**
     * Returns the codec.
     *
     * @return the only instance
     */
    public static RawCodec create() {
        return INSTANCE;
    }

    /** Returns a copy, so that the caller may reuse its array. */
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
