package dev.latido.idempotency.internal.message;

import dev.latido.core.internal.link.InboundMessage;
import dev.latido.idempotency.IdSource;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message as a source of ids sees it. */
record IdSourceInput(
        InboundMessage inbound,
        List<Map.Entry<String, String>> userProperties,
        @Nullable String idInEnvelope) implements IdSource.Received {

    @Override
    public Topic topic() {
        return inbound.topic();
    }

    @Override
    public byte[] payload() {
        return inbound.payload();
    }

    @Override
    public Optional<byte[]> correlationData() {
        return Optional.ofNullable(inbound.correlationData());
    }

    @Override
    public Optional<String> envelopeId() {
        return Optional.ofNullable(idInEnvelope);
    }
}
