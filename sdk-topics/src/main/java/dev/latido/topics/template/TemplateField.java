package dev.latido.topics.template;

import dev.latido.topics.TopicLimit;
import dev.latido.topics.TopicName;
import dev.latido.topics.Violation;
import dev.latido.topics.internal.Quoted;
import dev.latido.topics.internal.Spelling;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A component of a record and its level in the template. */
final class TemplateField {

    private final String name;
    private final int place;
    private final Class<?> type;
    private final TopicConverter<Object> converter;

    /** The converter must be one of this type, and the type must not be primitive. */
    @SuppressWarnings("unchecked")
    TemplateField(String name, int place, Class<?> type, TopicConverter<?> converter) {
        this.name = name;
        this.place = place;
        this.type = type;
        this.converter = (TopicConverter<Object>) converter;
    }

    String name() {
        return name;
    }

    int place() {
        return place;
    }

    boolean accepts(Object value) {
        return type.isInstance(value);
    }

    String typeName() {
        return type.getSimpleName();
    }

    /** Returns the level for a value, which may be illegal. */
    String write(@Nullable Object value) {
        if (value == null) {
            throw new NullPointerException(name + " must not be null");
        }
        return Objects.requireNonNull(
                converter.toLevel(value), () -> "the converter's level of " + name + " must not be null");
    }

    /** Returns the value of a level; null if it has none. */
    @Nullable
    Object read(String level) {
        if (!TopicName.isLegal(level)) {
            return null;
        }
        try {
            return converter.fromLevel(level);
        } catch (RuntimeException refused) {
            return null;
        }
    }

    /** Checks the spelling of a level that was written. */
    List<Violation> checkWritten(String level) {
        return Spelling.check(place, level).stream()
                .map(found -> new Violation(
                        found.rule(),
                        place,
                        level,
                        "the " + typeName() + " " + name + ": " + found.message(),
                        found.suggestion()))
                .toList();
    }

    /** Returns the violations of a level that could not be read. */
    List<Violation> checkRead(String level) {
        List<Violation> spelling = checkWritten(level);
        if (!spelling.isEmpty() || read(level) != null) {
            return spelling;
        }
        String message = Quoted.of(level) + " is not a valid " + typeName() + " for " + name + reason(level);
        return List.of(new Violation(TopicLimit.RECORD_TEMPLATE, place, level, message, "{" + name + "}"));
    }

    private String reason(String level) {
        try {
            converter.fromLevel(level);
            return ": its converter returned null";
        } catch (RuntimeException refused) {
            return refused.getMessage() == null ? "" : ": " + Quoted.of(refused.getMessage());
        }
    }
}
