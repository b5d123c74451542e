package dev.latido.core;

import java.util.Optional;

/**
 * Converts envelopes into payload bytes and back. Implementations must be thread-safe and must not block; they are
 * called on the thread of {@code publish} and on the SDK's threads, and are never closed by the SDK.
 *
 * <p>A codec for CBOR or protobuf writes the whole envelope, or the value alone and says so in {@link #carriesId()}.
 */
public interface PayloadCodec {

    /**
     * Writes an envelope.
     *
     * @param envelope id, time and value, all present
     * @return the payload; the SDK does not change it
     * @throws PayloadException if the value cannot be written
     */
    byte[] encode(Envelope<?> envelope);

    /**
     * Reads an envelope. Parts that the payload does not have are {@code null}; the subscriber decides how to handle a
     * message without an id.
     *
     * @param payload the received bytes; not to be changed
     * @param type the value's type
     * @param <T> the value's type
     * @return the envelope
     * @throws PayloadException if the payload is not in this codec's format or the value is not of that type
     */
    <T> Envelope<T> decode(byte[] payload, Class<T> type);

    /**
     * Returns whether the payload contains the envelope's id and time. If not, they are sent as the user properties
     * {@value MessageProperties#ID} and {@value MessageProperties#TIMESTAMP}, which needs MQTT 5, and {@link #decode}
     * returns {@code null} for both.
     *
     * @return true by default; the same for each call
     */
    default boolean carriesId() {
        return true;
    }

    /**
     * Returns the MIME type of the payloads, sent as the content type of MQTT 5 (section 3.3.2.3.9) if the request has
     * none.
     *
     * @return a MIME type; by default empty, and none is sent. The same for each call
     */
    default Optional<String> contentType() {
        return Optional.empty();
    }
}
