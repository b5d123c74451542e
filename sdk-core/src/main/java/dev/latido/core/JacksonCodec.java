package dev.latido.core;

import dev.latido.core.internal.Failures;
import dev.latido.core.internal.FiniteNumbers;
import dev.latido.core.internal.Libraries;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Codec for the course's message format, JSON {@code {"id":"gw-a72f:1:42","ts":1732272000000,"v":21.3}}, with Jackson.
 *
 * <p>{@code ts} is in milliseconds since 1970-01-01T00:00Z; an ISO-8601 string can be read too. {@code v} is the value
 * as Jackson writes it: a number, a string, an object for a record. Unknown fields are ignored, so a producer in any
 * language may add its own. Immutable and thread-safe.
 *
 * <p>NaN, infinities and numbers that are too large for their type, such as {@code 1e400} for a {@code Double}, are
 * refused with a {@link PayloadException} that names their path. JSON cannot express them; Jackson alone would write them
 * as text.
 */
public final class JacksonCodec implements PayloadCodec {

    private final JsonMapper mapper;
    private final ObjectReader values;
    private final boolean plain;

    private JacksonCodec(JsonMapper mapper, boolean plain) {
        this.mapper = mapper;
        this.plain = plain;
        this.values = FiniteNumbers.reading(mapper).reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * Creates a codec with Jackson's defaults.
     *
     * @return the codec
     * @throws IncompatibleLibraryException if the version of jackson-annotations on the class path is too old for Jackson
     */
    public static JacksonCodec create() {
        Libraries.requireJackson();
        return new JacksonCodec(JsonMapper.shared(), true);
    }

    /**
     * Creates a codec with the application's own mapper.
     *
     * @param mapper the mapper for values; immutable, as all Jackson 3 mappers
     * @return the codec
     */
    public static JacksonCodec of(JsonMapper mapper) {
        return new JacksonCodec(Objects.requireNonNull(mapper, "mapper must not be null"), false);
    }

    @Override
    public byte[] encode(Envelope<?> envelope) {
        Objects.requireNonNull(envelope, "envelope must not be null");
        String id = envelope.id();
        Instant time = envelope.time();
        if (plain && id != null && time != null && needsNoEscape(id) && isSimpleNumber(envelope.value())) {
            return text(id, time, envelope.value());
        }
        return generated(envelope);
    }

    /**
     * Writes the most frequent values directly; a generator with its buffers would take several times the memory of the
     * message.
     */
    private static byte[] text(String id, Instant time, @Nullable Object number) {
        return ("{\"id\":\"" + id + "\",\"ts\":" + milliseconds(time) + ",\"v\":" + number + "}")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isSimpleNumber(@Nullable Object value) {
        return value instanceof Integer
                || value instanceof Long
                || (value instanceof Double number && Double.isFinite(number));
    }

    private static boolean needsNoEscape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private byte[] generated(Envelope<?> envelope) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
        try (JsonGenerator generator = FiniteNumbers.writing(mapper.createGenerator(bytes))) {
            generator.writeStartObject();
            if (envelope.id() != null) {
                generator.writeStringProperty("id", envelope.id());
            }
            if (envelope.time() != null) {
                generator.writeNumberProperty("ts", milliseconds(envelope.time()));
            }
            generator.writeName("v");
            writeValue(generator, envelope.value());
            generator.writeEndObject();
        } catch (PayloadException e) {
            throw e;
        } catch (JacksonException e) {
            throwOwn(e);
            throw new PayloadException(
                    "a value of " + typeOf(envelope.value()) + " cannot be written as JSON: " + e.getOriginalMessage(),
                    e);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes the most frequent values without a serializer, unless the application's mapper may have its own for them.
     */
    private void writeValue(JsonGenerator generator, @Nullable Object value) {
        if (plain && value instanceof Double number) {
            generator.writeNumber(number.doubleValue());
        } else if (plain && value instanceof Integer number) {
            generator.writeNumber(number.intValue());
        } else if (plain && value instanceof Long number) {
            generator.writeNumber(number.longValue());
        } else if (plain && value instanceof String text) {
            generator.writeString(text);
        } else {
            mapper.writeValue(generator, value);
        }
    }

    @Override
    public <T> Envelope<T> decode(byte[] payload, Class<T> type) {
        Objects.requireNonNull(payload, "payload must not be null");
        Objects.requireNonNull(type, "type must not be null");
        try (JsonParser parser = mapper.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new PayloadException("payload is not a JSON object {\"id\",\"ts\",\"v\"}", null);
            }
            Envelope<T> envelope = fields(parser, type);
            if (parser.nextToken() != null) {
                throw new PayloadException("payload continues after its JSON object", null);
            }
            return envelope;
        } catch (PayloadException e) {
            throw e;
        } catch (RuntimeException e) {
            throwOwn(e);
            // Jackson lets some of Java's own exceptions through, such as those of BigDecimal.
            throw unreadable(type, "", e);
        }
    }

    private static PayloadException unreadable(Class<?> type, String field, RuntimeException cause) {
        return new PayloadException(
                "payload is not the JSON of an envelope with a " + type.getSimpleName() + ": "
                        + JsonProblem.describe(cause, field),
                cause);
    }

    /** Throws the exception of the SDK that Jackson has wrapped on the way to the root, if there is one. */
    private static void throwOwn(RuntimeException failure) {
        PayloadException own = Failures.find(failure, PayloadException.class);
        if (own != null) {
            throw own;
        }
    }

    private <T> Envelope<T> fields(JsonParser parser, Class<T> type) {
        String id = null;
        Instant time = null;
        T value = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            try {
                JsonToken token = parser.nextToken();
                switch (name) {
                    case "id" ->
                        id = token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getString() : null;
                    case "ts" -> time = time(parser, token);
                    case "v" -> value = value(parser, token, type);
                    default -> parser.skipChildren();
                }
                if ("id".equals(name) || "ts".equals(name)) {
                    parser.skipChildren();
                }
            } catch (PayloadException e) {
                throw e;
            } catch (RuntimeException e) {
                throwOwn(e);
                throw unreadable(type, name, e);
            }
        }
        return new Envelope<>(id, time, value);
    }

    /**
     * Reads the most frequent values without a deserializer, unless the application's mapper may have its own for them.
     */
    private <T> @Nullable T value(JsonParser parser, JsonToken token, Class<T> type) {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (plain && type == Double.class && token.isNumeric()) {
            return type.cast(FiniteNumbers.read(parser.getDoubleValue(), parser));
        }
        if (plain && type == String.class && token == JsonToken.VALUE_STRING) {
            return type.cast(parser.getString());
        }
        return values.forType(type).readValue(parser);
    }

    private static @Nullable Instant time(JsonParser parser, JsonToken token) {
        try {
            return switch (token) {
                case VALUE_NUMBER_INT -> Instant.ofEpochMilli(parser.getLongValue());
                case VALUE_NUMBER_FLOAT ->
                    Instant.ofEpochMilli(Math.round(FiniteNumbers.read(parser.getDoubleValue(), parser)));
                case VALUE_STRING -> Instant.parse(parser.getString());
                default -> null;
            };
        } catch (DateTimeException e) {
            throw new PayloadException("'ts' is neither milliseconds since 1970 nor an ISO-8601 instant", e);
        }
    }

    private static long milliseconds(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new PayloadException("the time " + time + " cannot be expressed in milliseconds since 1970", e);
        }
    }

    private static String typeOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    @Override
    public String toString() {
        return "JacksonCodec";
    }
}
