package dev.latido.idempotency.internal.message;

import dev.latido.core.MessageProperties;
import dev.latido.idempotency.IdSource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The sources of ids that {@link IdSource} offers. Thread-safe. */
public final class IdSources {

    /** Takes the id that the codec found. {@link MessageReader} recognises this source and does not call it. */
    public static final IdSource ENVELOPE = message -> message.envelopeId()
            .or(() -> Optional.ofNullable(UserPropertyNames.first(message.userProperties(), MessageProperties.ID)));

    /** Takes the correlation data. */
    public static final IdSource CORRELATION_DATA =
            message -> message.correlationData().map(IdSources::text);

    private IdSources() {}

    /** Takes fields of a JSON payload, joined if they are several. */
    public static IdSource pointers(String pointer, String... more) {
        Objects.requireNonNull(more, "more must not be null");
        List<String> all = new ArrayList<>();
        all.add(Objects.requireNonNull(pointer, "pointer must not be null"));
        for (String another : more) {
            all.add(Objects.requireNonNull(another, "pointer must not be null"));
        }
        PayloadFields fields = new PayloadFields(all);
        return all.size() == 1
                ? message -> fields.in(message.payload()).map(found -> found.get(0))
                : new JoinedIds(List.of(message -> fields.in(message.payload())));
    }

    /** Takes a user property. */
    public static IdSource userProperty(String name) {
        Objects.requireNonNull(name, "name must not be null");
        return message -> Optional.ofNullable(UserPropertyNames.first(message.userProperties(), name));
    }

    /** Takes a level of the topic. */
    public static IdSource topicLevel(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("index must be at least 0, was " + index);
        }
        return message -> {
            List<String> levels = message.topic().levels();
            return index < levels.size() ? Optional.of(levels.get(index)) : Optional.empty();
        };
    }

    /** Joins the ids of two sources. */
    public static IdSource join(IdSource first, IdSource second) {
        return JoinedIds.of(first, Objects.requireNonNull(second, "other must not be null"));
    }

    /** Declares the ids of a source to be unique whatever the topic. */
    public static IdSource global(IdSource source) {
        return source instanceof GlobalIds ? source : new GlobalIds(source);
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
