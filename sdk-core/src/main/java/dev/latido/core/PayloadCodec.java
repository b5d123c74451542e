package dev.latido.core;

import java.util.Optional;

/**
 * Turns envelopes into payload bytes and back. Implementations must be thread-safe, must not block, and are never
 * closed by the SDK.
 *
 * <p>A codec for CBOR or protobuf writes the whole envelope, or the value alone and says so in {@link #carriesId()}.
 */
public interface PayloadCodec {

    /**
     * Writes an envelope.
     *
     * @param envelope id, timestamp and value, all present
     * @return the payload; the SDK does not change it
     * @throws PayloadException if the value cannot be written
     */
    byte[] encode(Envelope<?> envelope);

    /**
     * Reads an envelope. Parts that the payload does not carry are {@code null}: what to do without an id is the
     * subscriber's decision.
     *
     * @param payload the bytes as they came; not to be changed
     * @param type the value's type
     * @param <T> the value's type
     * @return the envelope
     * @throws PayloadException if the payload is not in this codec's format or the value is not of that type
     */
    <T> Envelope<T> decode(byte[] payload, Class<T> type);

    /**
     * Whether the payload has the envelope's id and timestamp in it. If not, they travel beside it as the user properties
     * {@value MessageProperties#ID} and {@value MessageProperties#TIMESTAMP}, which needs MQTT 5, and {@link #decode}
     * gives {@code null} for both.
     *
     * @return default true; the same at each call
     */
    default boolean carriesId() {
        return true;
    }

    /**
     * What its payloads are, sent as the content type of MQTT 5 (section 3.3.2.3.9) where the request names none.
     *
     * @return a MIME type; by default empty, and none is sent. The same at each call
     */
    default Optional<String> contentType() {
        return Optional.empty();
    }
}
