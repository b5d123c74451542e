package dev.latido.idempotency.internal.message;

import dev.latido.core.MessageProperties;
import dev.latido.idempotency.IdSource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sources of ids that {@link IdSource} offers. Thread-safe. */
public final class IdSources {

    /** Takes the id that the codec found. {@link MessageReader} recognises this source and does not call it. */
    public static final IdSource ENVELOPE = message -> message.envelopeId()
            .or(() -> Optional.ofNullable(UserPropertyNames.first(message.userProperties(), MessageProperties.ID)));

    /** Takes the correlation data. */
    public static final IdSource CORRELATION_DATA =
            message -> message.correlationData().map(IdSources::text);

    private IdSources() {}

    /** Takes a field of a JSON payload. */
    public static IdSource pointer(String pointer) {
        JsonPointer path = compiled(Objects.requireNonNull(pointer, "pointer must not be null"));
        return message -> {
            try {
                JsonNode found = JsonMapper.shared().readTree(message.payload()).at(path);
                return found.isValueNode() && !found.isNull() ? Optional.of(found.asString()) : Optional.empty();
            } catch (JacksonException e) {
                return Optional.empty();
            }
        };
    }

    private static JsonPointer compiled(String pointer) {
        if (pointer.isEmpty()) {
            throw new IllegalArgumentException("pointer must name a field, such as /id, was empty");
        }
        try {
            return JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("pointer must be a JSON pointer such as /header/id, was " + pointer, e);
        }
    }

    /** Takes a user property. */
    public static IdSource userProperty(String name) {
        Objects.requireNonNull(name, "name must not be null");
        return message -> Optional.ofNullable(UserPropertyNames.first(message.userProperties(), name));
    }

    private static String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            return HexFormat.of().formatHex(data);
        }
    }
}
