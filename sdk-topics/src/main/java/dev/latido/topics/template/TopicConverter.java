package dev.latido.topics.template;

import dev.latido.topics.TopicName;
import java.util.Objects;
import java.util.function.Function;

/**
 * Writes the values of a type as levels of a topic for a {@link TopicMapper}, and reads them. Reading must return a value
 * equal to the one written, and two different values must never be written alike.
 *
 * <pre>{@code
 * TopicConverter<Year> years = TopicConverter.of(Year::toString, Year::parse);
 * String level = years.toLevel(Year.of(2026)); // 2026
 * }</pre>
 *
 * <p>Both methods are called on the thread that calls the mapper, by several threads at once if several threads use it.
 * They are often called for every message, so they must not block.
 *
 * @param <T> the type of the values
 */
public interface TopicConverter<T> {

    /**
     * Returns a converter of two functions.
     *
     * @param toLevel see {@link #toLevel}
     * @param fromLevel see {@link #fromLevel}
     * @param <T> the type of the values
     * @return the converter, as thread-safe as its functions
     */
    static <T> TopicConverter<T> of(
            Function<? super T, String> toLevel, Function<? super String, ? extends T> fromLevel) {
        Objects.requireNonNull(toLevel, "toLevel must not be null");
        Objects.requireNonNull(fromLevel, "fromLevel must not be null");
        return new TopicConverter<>() {

            @Override
            public String toLevel(T value) {
                return toLevel.apply(value);
            }

            @Override
            public T fromLevel(String level) {
                return fromLevel.apply(level);
            }
        };
    }

    /**
     * Returns the level for a value. Exceptions propagate to the caller of the mapper.
     *
     * @param value a component of a record
     * @return a legal level by {@link TopicName}; the mapper rejects any other
     */
    String toLevel(T value);

    /**
     * Returns the value of a level.
     *
     * @param level a legal level by {@link TopicName}
     * @return the value
     * @throws RuntimeException if the level has no value; the mapper then rejects the topic
     */
    T fromLevel(String level);
}
