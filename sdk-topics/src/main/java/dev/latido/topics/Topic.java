package dev.latido.topics;

import dev.latido.topics.internal.FilterSyntax;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.MqttText;
import dev.latido.topics.internal.Slug;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name under which a message is published. A value type: {@code equals}, {@code hashCode} and {@code compareTo}
 * are those of its text on the wire, which {@link #toString()} returns.
 *
 * <p>Build one with the steps of a {@link TopicRoot}, which also fix the order of its levels, or from a text with
 * {@link TopicRoot#parse} or {@link #of}. Immutable and thread-safe.
 *
 * <pre>{@code
 * Topic topic = Topic.of("acme/v1/evt/planta-1/norte/gw-a72f/temp");
 * String site = topic.level(3); // planta-1
 * Topic legacy = Topic.unchecked("legacy/Topic");
 * }</pre>
 */
public final class Topic implements Comparable<Topic> {

    private final String text;

    /** Only for texts that were checked. */
    Topic(String text) {
        this.text = text;
    }

    /**
     * Returns a topic from a text that keeps naming rules 2 to 6 and the fleet's limits of 256 bytes and 8 levels. Rule 1 needs
     * a layout: see {@link TopicRoot#parse}.
     *
     * @param text for example {@code acme/v1/evt/planta-1/norte/gw-a72f/temp}
     * @return the topic
     * @throws InvalidTopicException with all violations, if there are any
     */
    public static Topic of(String text) {
        Objects.requireNonNull(text, "text must not be null");
        List<Violation> violations = new ArrayList<>();
        for (NamingRule rule : NamingRule.values()) {
            violations.addAll(rule.check(text));
        }
        violations.addAll(FleetLimits.check(text));
        return validated(text, violations);
    }

    /**
     * Returns a topic that is checked only against the limits of MQTT, for hierarchies that keep other rules. It has at
     * least one character, well-formed Unicode without U+0000, at most 65,535 bytes in UTF-8 (MQTT 5 sections 1.5.4 and
     * 4.7.3), and neither {@code +} nor {@code #} (section 4.7.1).
     *
     * @param text for example {@code legacy/Topic}
     * @return the topic
     * @throws InvalidTopicException with all violations, if there are any
     */
    public static Topic unchecked(String text) {
        Objects.requireNonNull(text, "text must not be null");
        if (MqttText.isPlainTopic(text)) {
            return new Topic(text);
        }
        List<Violation> violations = new ArrayList<>(MqttText.check(text));
        violations.addAll(NamingRule.NO_WILDCARDS_IN_NAMES.check(text));
        return validated(text, violations);
    }

    private static Topic validated(String text, List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new InvalidTopicException("topic", text, violations);
        }
        return new Topic(text);
    }

    /**
     * The levels between the slashes, in order. Empty levels count (MQTT 5 section 4.7.1.1).
     *
     * @return an immutable list of at least one level; each call creates a new one
     */
    public List<String> levels() {
        return Levels.of(text);
    }

    /**
     * One level.
     *
     * @param index from 0
     * @return the text of that level; may be empty if the topic is {@linkplain #unchecked unchecked}
     * @throws IndexOutOfBoundsException if the topic has no such level
     */
    public String level(int index) {
        List<String> levels = levels();
        return levels.get(Objects.checkIndex(index, levels.size()));
    }

    /**
     * Returns the filter that matches this topic and no other.
     *
     * @return a filter with the text of this topic
     * @throws InvalidTopicException if the topic is {@linkplain #unchecked unchecked} and its first level is
     *     {@code $share}, because brokers read that as a shared subscription (MQTT 5 section 4.8.2)
     */
    public TopicFilter toFilter() {
        if (text.equals(FilterSyntax.SHARE) || text.startsWith(FilterSyntax.SHARE + Levels.SEPARATOR)) {
            String message =
                    "as a filter, the level $share begins a shared subscription, which does not match this topic";
            Violation violation = new Violation(
                    TopicLimit.MQTT_SHARE, 0, FilterSyntax.SHARE, message, Slug.propose(FilterSyntax.SHARE));
            throw new InvalidTopicException("topic filter", text, List.of(violation));
        }
        return new TopicFilter(text);
    }

    @Override
    public int compareTo(Topic other) {
        return text.compareTo(Objects.requireNonNull(other, "other must not be null").text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Topic that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /**
     * The topic as it goes over the wire.
     *
     * @return its levels, separated by slashes
     */
    @Override
    public String toString() {
        return text;
    }
}
