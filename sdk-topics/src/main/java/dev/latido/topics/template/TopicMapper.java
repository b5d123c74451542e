package dev.latido.topics.template;

import dev.latido.topics.InvalidTopicException;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps records to topics and back by the {@link TopicTemplate} of the record, for hierarchies other than that of a
 * {@link TopicRoot}. The consumer receives a typed record and does not split a text:
 *
 * <pre>{@code
 * TopicMapper<CellTopic> cells = TopicMapper.of(CellTopic.class);
 * Topic topic = cells.topic(new CellTopic("line-1", 4, "torque")); // acme/v1/evt/line-1/4/torque
 * CellTopic back = cells.parse(topic);
 * TopicFilter line = cells.filter().with("line", "line-1").build(); // acme/v1/evt/line-1/+/+
 * }</pre>
 *
 * <p>A component is a {@link String}, an {@code int} or {@code long} or their boxes, a {@link java.util.UUID}, an enum
 * (its constants in lower case, {@code NORTH_EAST} as {@code north_east}), or of a type with a {@link TopicConverter}.
 * Every level must keep naming rules 2 to 4, so a number must not be negative.
 *
 * <p>A mapper reads exactly the topics that it writes, if its converters do: {@link #parse} turns a topic of
 * {@link #topic} into an equal record and rejects any other topic, for example one with {@code 007} for the number 7.
 *
 * <p>The record may be private, nested or local. In a named module, its package must be open to the module
 * {@code dev.latido.topics}, unless the record is public in an exported package. Immutable and thread-safe: create one and
 * reuse it.
 *
 * @param <R> the record
 */
public final class TopicMapper<R extends Record> {

    private final RecordTemplate<R> template;

    private TopicMapper(RecordTemplate<R> template) {
        this.template = template;
    }

    /**
     * Returns the mapper of a record whose components all have types that are supported by default.
     *
     * @param type a record with a {@link TopicTemplate}
     * @param <R> the record
     * @return the mapper
     * @throws InvalidTemplateException with all problems of the template and the components, if there are any
     */
    public static <R extends Record> TopicMapper<R> of(Class<R> type) {
        return builder(type).build();
    }

    /**
     * Returns a builder for a mapper with converters.
     *
     * @param type a record with a {@link TopicTemplate}
     * @param <R> the record
     * @return a builder without converters
     */
    public static <R extends Record> Builder<R> builder(Class<R> type) {
        return new Builder<>(Objects.requireNonNull(type, "type must not be null"));
    }

    /**
     * Returns the topic of a record.
     *
     * @param source the record; exceptions of its accessors and of the converters propagate
     * @return the topic
     * @throws InvalidTopicException with all violations, if a component does not give a legal level or the topic is too long
     * @throws NullPointerException if a component is null
     */
    public Topic topic(R source) {
        return template.write(Objects.requireNonNull(source, "source must not be null"));
    }

    /**
     * Returns the record of a topic.
     *
     * @param topic a topic that matches the template
     * @return the record
     * @throws InvalidTopicException with all violations and their levels, if no record has this topic
     */
    public R parse(Topic topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        return parse(topic.toString());
    }

    /**
     * Like {@link #parse(Topic)}, for the text of a topic as received.
     *
     * @param topic any text
     * @return the record
     * @throws InvalidTopicException with all violations and their levels, if no record has this topic
     */
    public R parse(String topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        R parsed = template.read(topic);
        if (parsed == null) {
            throw template.notRead(topic);
        }
        return parsed;
    }

    /**
     * Returns the record of a topic that may not match the template. Cheaper than {@link #parse(Topic)} if many topics do
     * not match.
     *
     * @param topic any topic
     * @return the record; empty if no record has this topic, also if a converter or the record's constructor throws an exception
     */
    public Optional<R> tryParse(Topic topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        return tryParse(topic.toString());
    }

    /**
     * Like {@link #tryParse(Topic)}, for the text of a topic as received.
     *
     * @param topic any text
     * @return the record; empty if no record has this topic
     */
    public Optional<R> tryParse(String topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        return Optional.ofNullable(template.read(topic));
    }

    /**
     * Returns a builder for a filter for topics of the template.
     *
     * @return a builder with {@code +} at the level of every component; unchanged, it builds the filter for all records
     */
    public FilterBuilder filter() {
        return new FilterBuilder(template);
    }

    /**
     * Returns the template.
     *
     * @return for example {@code acme/v1/evt/{line}/{cell}/{sensor}}
     */
    @Override
    public String toString() {
        return template.toString();
    }

    /**
     * Collects the converters of a {@link TopicMapper}. Not thread-safe.
     *
     * @param <R> the record
     */
    public static final class Builder<R extends Record> {

        private final Class<R> type;
        private final Map<Class<?>, TopicConverter<?>> converters = new HashMap<>();

        private Builder(Class<R> type) {
            this.type = type;
        }

        /**
         * Adds the converter for components of a type. It overrides the default converter, for example of an enum.
         *
         * @param valueType the type of one or more components; {@code int.class} and {@code Integer.class} are the same
         * @param converter its converter
         * @param <T> the type
         * @return this builder
         * @throws IllegalStateException if the type already has a converter
         */
        public <T> Builder<R> converter(Class<T> valueType, TopicConverter<T> converter) {
            Objects.requireNonNull(valueType, "valueType must not be null");
            Objects.requireNonNull(converter, "converter must not be null");
            if (converters.putIfAbsent(TemplateCheck.boxed(valueType), converter) != null) {
                throw new IllegalStateException(valueType.getName() + " already has a converter: keep one of them");
            }
            return this;
        }

        /**
         * Checks the template, the components and the converters, and creates the mapper.
         *
         * @return the mapper
         * @throws InvalidTemplateException with all problems, if there are any
         */
        public TopicMapper<R> build() {
            return new TopicMapper<>(new TemplateCheck<>(type, converters).template());
        }
    }

    /** Chooses the levels of a filter by the names of the components. Not thread-safe. */
    public static final class FilterBuilder {

        private final RecordTemplate<?> template;
        private final @Nullable String[] levels;

        private FilterBuilder(RecordTemplate<?> template) {
            this.template = template;
            this.levels = new String[template.depth()];
        }

        /**
         * Restricts the filter to topics with this value at the level of a component. A second value for the same component
         * replaces the first.
         *
         * @param name the name of the component
         * @param value a value of the component's type
         * @return this builder
         * @throws IllegalArgumentException if the record has no such component, or the component has another type
         */
        public FilterBuilder with(String name, Object value) {
            Objects.requireNonNull(name, "name must not be null");
            Objects.requireNonNull(value, "value must not be null");
            TemplateField field = template.field(name);
            if (!field.accepts(value)) {
                throw new IllegalArgumentException("value of " + name + " must be of type " + field.typeName()
                        + ", but was of " + value.getClass().getName());
            }
            levels[field.place()] = field.write(value);
            return this;
        }

        /**
         * Creates the filter, with {@code +} for every component without a value.
         *
         * @return the filter
         * @throws InvalidTopicException with all violations, if a value does not give a legal level
         */
        public TopicFilter build() {
            return template.filter(levels);
        }
    }
}
