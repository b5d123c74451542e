package dev.latido.topics.template;

import dev.latido.topics.TopicName;
import java.util.Objects;
import java.util.function.Function;

/**
 * How a {@link TopicMapper} writes the values of a type as levels of a topic, and reads them. To be exact, reading must
 * give back a value equal to the one written, and two values must never be written alike.
 *
 * <pre>{@code
 * TopicConverter<Year> years = TopicConverter.of(Year::toString, Year::parse);
 * String level = years.toLevel(Year.of(2026)); // 2026
 * }</pre>
 *
 * <p>Both methods are called on the thread that calls the mapper, by several threads at once if several use it, and often
 * for every message, so they must not block.
 *
 * @param <T> the type of the values
 */
public interface TopicConverter<T> {

    /**
     * A converter of two functions.
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
     * The level for a value. What it throws reaches the caller of the mapper.
     *
     * @param value a component of a record
     * @return a legal level by {@link TopicName}; the mapper refuses any other
     */
    String toLevel(T value);

    /**
     * The value that a level stands for.
     *
     * @param level a legal level by {@link TopicName}
     * @return the value
     * @throws RuntimeException if the level stands for no value; the mapper then refuses the topic
     */
    T fromLevel(String level);
}
