package dev.latido.benchmarks;

import dev.latido.core.Envelope;
import dev.latido.core.PayloadCodec;

/** A codec that sends its bytes unchanged, so that both sides of a comparison send the same bytes. */
final class FixedPayload implements PayloadCodec {

    @Override
    public byte[] encode(Envelope<?> envelope) {
        return Producer.PAYLOAD;
    }

    @Override
    public <T> Envelope<T> decode(byte[] payload, Class<T> type) {
        throw new UnsupportedOperationException("only publishes");
    }
}
