package dev.latido.idempotency.internal.message;

import dev.latido.core.JacksonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds fields of JSON payloads by JSON pointers. Immutable. */
final class PayloadFields {

    private final List<JsonPointer> pointers;

    /**
     * Compiles the pointers.
     *
     * @throws dev.latido.core.IncompatibleLibraryException if Jackson cannot be used; the codec checks that
     */
    PayloadFields(List<String> pointers) {
        JacksonCodec.create();
        this.pointers = pointers.stream().map(PayloadFields::compiled).toList();
    }

    /** Returns the texts of all fields; empty if one of them is missing or the payload is not JSON. */
    Optional<List<String>> in(byte[] payload) {
        try {
            JsonNode root = JsonMapper.shared().readTree(payload);
            List<String> texts = new ArrayList<>(pointers.size());
            for (JsonPointer pointer : pointers) {
                JsonNode found = root.at(pointer);
                if (!found.isValueNode() || found.isNull()) {
                    return Optional.empty();
                }
                texts.add(found.asString());
            }
            return Optional.of(texts);
        } catch (JacksonException e) {
            return Optional.empty();
        }
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
}
