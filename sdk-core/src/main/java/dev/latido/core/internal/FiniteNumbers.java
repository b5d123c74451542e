package dev.latido.core.internal;

import dev.latido.core.PayloadException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.jackson.JsonNodeDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.ext.jdk8.OptionalDoubleDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.module.SimpleDeserializers;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.ReferenceType;

/**
 * Refuses numbers that JSON cannot express: NaN and infinities. Jackson writes them as text, reads that text as numbers
 * again, and reads a number that is too large for its type as an infinity.
 */
public final class FiniteNumbers {

    /** The types whose values may be, or may contain, such a number. */
    private static final Set<Class<?>> CHECKED =
            Set.of(double.class, float.class, Double.class, Float.class, Number.class, Object.class);

    private FiniteNumbers() {}

    /** Returns a mapper that reads as the given one and refuses such numbers. */
    public static JsonMapper reading(JsonMapper mapper) {
        SimpleModule module = new SimpleModule("latido-finite-numbers");
        module.setDeserializerModifier(new CheckedTypes());
        module.setDeserializers(new CheckedExtensions());
        return mapper.rebuild().addModule(module).build();
    }

    /** Returns a generator that writes to the given one and refuses such numbers. */
    public static JsonGenerator writing(JsonGenerator generator) {
        return new Checked(generator);
    }

    /** Returns a number that has been read, if it is finite. */
    public static double read(double number, JsonParser parser) {
        if (!Double.isFinite(number)) {
            throw refused(path(parser.streamReadContext(), 0), "");
        }
        return number;
    }

    private static PayloadException refused(String path, String advice) {
        return new PayloadException(
                "the number at " + path + " is not finite, or too large for its type" + advice, null);
    }

    /**
     * Returns the path of the current value.
     *
     * @param ahead the number by which the index of a list is behind: 1 before a value is written
     */
    private static String path(TokenStreamContext context, int ahead) {
        TokenStreamContext parent = context.getParent();
        if (!context.inArray() || parent == null) {
            return context.pathAsPointer().toString();
        }
        return parent.pathAsPointer() + "/" + (context.getEntryCount() - 1 + ahead);
    }

    private static final class Checked extends JsonGeneratorDelegate {

        Checked(JsonGenerator generator) {
            super(generator, false);
        }

        private void check(double number, int ahead) {
            if (!Double.isFinite(number)) {
                throw refused(
                        path(streamWriteContext(), ahead), "; JSON cannot express it: leave it out, or publish null");
            }
        }

        @Override
        public JsonGenerator writeNumber(double number) {
            check(number, 1);
            return super.writeNumber(number);
        }

        @Override
        public JsonGenerator writeNumber(float number) {
            check(number, 1);
            return super.writeNumber(number);
        }

        @Override
        public JsonGenerator writeArray(double[] array, int offset, int length) {
            writeStartArray(array, length);
            for (int i = offset; i < offset + length; i++) {
                writeNumber(array[i]);
            }
            return writeEndArray();
        }
    }

    private static final class CheckedTypes extends ValueDeserializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier type, ValueDeserializer<?> deserializer) {
            Class<?> handled = deserializer.handledType();
            return handled != null && CHECKED.contains(handled) ? new CheckedValue(deserializer) : deserializer;
        }

        @Override
        public ValueDeserializer<?> modifyArrayDeserializer(
                DeserializationConfig config,
                ArrayType type,
                BeanDescription.Supplier description,
                ValueDeserializer<?> deserializer) {
            Class<?> content = type.getContentType().getRawClass();
            return content == double.class || content == float.class ? new CheckedValue(deserializer) : deserializer;
        }
    }

    /** The types whose deserializers Jackson shows to no modifier. */
    private static final class CheckedExtensions extends SimpleDeserializers {

        private static final long serialVersionUID = 1L;

        @Override
        public ValueDeserializer<?> findTreeNodeDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
            return new CheckedValue(JsonNodeDeserializer.getDeserializer(type.getRawClass()));
        }

        @Override
        public @Nullable ValueDeserializer<?> findReferenceDeserializer(
                ReferenceType type,
                DeserializationConfig config,
                BeanDescription.Supplier description,
                TypeDeserializer contentTypeDeserializer,
                ValueDeserializer<?> contentDeserializer) {
            return type.hasRawClass(OptionalDouble.class) ? new CheckedValue(new OptionalDoubleDeserializer()) : null;
        }
    }

    private static final class CheckedValue extends DelegatingDeserializer {

        CheckedValue(ValueDeserializer<?> deserializer) {
            super(deserializer);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> deserializer) {
            return new CheckedValue(deserializer);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
            Object value = super.deserialize(parser, context);
            if (!(text && value instanceof String)) {
                check(value, path(parser.streamReadContext(), 0));
            }
            return value;
        }
    }

    private static void check(@Nullable Object value, String path) {
        if (value instanceof Double || value instanceof Float) {
            check(((Number) value).doubleValue(), path);
        } else if (value instanceof OptionalDouble number) {
            check(number.orElse(0), path);
        } else if (value instanceof double[] numbers) {
            for (int i = 0; i < numbers.length; i++) {
                check(numbers[i], path + "/" + i);
            }
        } else if (value instanceof float[] numbers) {
            for (int i = 0; i < numbers.length; i++) {
                check(numbers[i], path + "/" + i);
            }
        } else if (value instanceof Map<?, ?> fields) {
            fields.forEach((name, field) -> check(field, path + "/" + name));
        } else if (value instanceof JsonNode node) {
            checkNode(node, path);
        } else if (value instanceof Iterable<?> elements) {
            int i = 0;
            for (Object element : elements) {
                check(element, path + "/" + i++);
            }
        }
    }

    private static void checkNode(JsonNode node, String path) {
        if (node.isDouble() || node.isFloat()) {
            check(node.doubleValue(), path);
        } else if (node.isObject()) {
            node.properties().forEach(field -> checkNode(field.getValue(), path + "/" + field.getKey()));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkNode(node.get(i), path + "/" + i);
            }
        }
    }

    private static void check(double number, String path) {
        if (!Double.isFinite(number)) {
            throw refused(path, "");
        }
    }
}
