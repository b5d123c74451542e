package dev.latido.testkit.probe.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bytes of a message, decoded as text and as Latido's envelope. */
final class Payload {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Comparator<JsonNode> BY_VALUE = (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    };

    private final byte[] bytes;
    private volatile @Nullable Parsed parsed;

    private record Parsed(
            String text, @Nullable JsonNode id, @Nullable JsonNode value) {}

    Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int size() {
        return bytes.length;
    }

    String text() {
        return parsed().text();
    }

    /** Returns the envelope's id as text, whatever scalar it is. */
    @Nullable
    String id() {
        JsonNode id = parsed().id();
        return id == null ? null : id.asString();
    }

    /** Returns the envelope's value as JSON. */
    @Nullable
    JsonNode value() {
        return parsed().value();
    }

    <T> T value(JsonNode value, Class<T> type) {
        try {
            return JSON.treeToValue(value, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("v is not a " + type.getName() + ": " + value, e);
        }
    }

    /** Returns a value as the JSON that an envelope contains. */
    static JsonNode json(@Nullable Object value) {
        return JSON.readTree(JSON.writeValueAsBytes(value));
    }

    /** Returns whether two values are equal; 21 equals 21.0. */
    static boolean same(JsonNode expected, @Nullable JsonNode actual) {
        return actual != null && expected.equals(BY_VALUE, actual);
    }

    private Parsed parsed() {
        Parsed known = parsed;
        if (known == null) {
            known = parse();
            parsed = known;
        }
        return known;
    }

    private Parsed parse() {
        String text = decode();
        JsonNode object = object(text);
        if (object == null) {
            return new Parsed(text, null, null);
        }
        JsonNode id = object.get("id");
        boolean scalar = id != null && id.isValueNode() && !id.isNull();
        return new Parsed(text, scalar ? id : null, object.get("v"));
    }

    private static @Nullable JsonNode object(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? node : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private String decode() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
    }

    @Override
    public String toString() {
        return Objects.toString(id(), "no id") + ", " + bytes.length + " bytes";
    }
}
