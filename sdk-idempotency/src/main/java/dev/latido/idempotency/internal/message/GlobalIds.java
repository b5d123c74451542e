package dev.latido.idempotency.internal.message;

import dev.latido.idempotency.IdSource;
import java.util.Optional;

/** A source whose ids are unique whatever the topic. {@link MessageReader} asks the source within. */
record GlobalIds(IdSource source) implements IdSource {

    @Override
    public Optional<String> idOf(Received message) {
        return source.idOf(message);
    }
}
