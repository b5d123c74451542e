package dev.latido.topics;

import dev.latido.topics.internal.FilterSets;
import dev.latido.topics.internal.FilterSyntax;
import dev.latido.topics.internal.MqttText;
import dev.latido.topics.internal.Quoted;
import dev.latido.topics.internal.WildcardPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a subscription asks for: a topic in which {@code +} matches any one level and a {@code #} at the end
 * matches everything below (MQTT 5 section 4.7). A value type: {@code equals}, {@code hashCode} and {@code compareTo}
 * are those of its text on the wire, which {@link #toString()} returns.
 *
 * <p>Build one with the steps of a {@link TopicRoot}, or from a text with {@link #of}. A filter may be
 * {@linkplain #shared shared}: the broker then distributes the messages among the consumers of a group (section 4.8.2).
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * TopicFilter plant = TopicFilter.of("acme/v1/evt/planta-1/#");
 * boolean matches = plant.matches("acme/v1/evt/planta-1/norte/gw-a72f/temp"); // true
 * boolean covers = plant.covers(TopicFilter.of("acme/v1/evt/planta-1/+/+/temp")); // true
 * TopicFilter shared = plant.shared("billing"); // $share/billing/acme/v1/evt/planta-1/#
 * }</pre>
 */
public final class TopicFilter implements Comparable<TopicFilter> {

    private final String text;
    /** Index of the part that matches, which follows {@code $share/group/}. */
    private final int start;

    private final WildcardPattern pattern;

    /** Only for texts that were checked. */
    TopicFilter(String text) {
        this.text = text;
        this.start = FilterSyntax.start(text);
        this.pattern = WildcardPattern.of(text.substring(start));
    }

    /**
     * Returns a filter from its text, with or without {@code $share/group/} in front. Its names need not keep the naming
     * rules, so that other hierarchies can be read.
     *
     * @param text for example {@code acme/v1/evt/+/+/+/temp} or {@code $share/billing/acme/v1/evt/#}
     * @return the filter
     * @throws InvalidTopicException with all violations of MQTT's syntax, or if every level is a wildcard: such a
     *     subscription matches the whole fleet and needs {@link #wholeFleet}
     */
    public static TopicFilter of(String text) {
        Objects.requireNonNull(text, "text must not be null");
        List<Violation> violations = FilterSyntax.check(text);
        if (!violations.isEmpty()) {
            throw new InvalidTopicException("topic filter", text, violations);
        }
        return new TopicFilter(text);
    }

    /**
     * Returns the filter {@code #}: every message of every device, except on topics whose first level starts with
     * {@code $}. Such a subscription can overload a broker. It therefore requires a reason, which documents the code.
     *
     * @param reason why the whole fleet is wanted, for example {@code audit}
     * @return the filter {@code #}
     * @throws IllegalArgumentException if the reason is blank
     */
    public static TopicFilter wholeFleet(String reason) {
        Objects.requireNonNull(reason, "reason must not be null");
        if (reason.isBlank()) {
            throw new IllegalArgumentException(
                    "reason " + Quoted.of(reason) + " must say why the whole fleet is wanted");
        }
        return new TopicFilter("#");
    }

    /**
     * Returns whether a message on this topic is delivered to a subscription with this filter. Does not allocate.
     *
     * @param topic the topic of a message
     * @return true if it matches, by MQTT 5 section 4.7; the group of a shared filter is ignored
     */
    public boolean matches(Topic topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        return matches(topic.toString());
    }

    /**
     * Like {@link #matches(Topic)}, for the text of a topic as received. The text is not checked: the empty text, which
     * is not a topic, matches nothing, and {@code +} and {@code #} in it are plain characters.
     *
     * @param topic the text of a topic
     * @return true if it matches
     */
    public boolean matches(String topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        return pattern.matches(topic);
    }

    /**
     * Returns whether this filter matches every topic that the other one matches, so that a permission for this filter
     * includes the other. The groups of shared filters are ignored. By MQTT 5 section 4.7, {@code a/#} covers {@code a}.
     * {@code #} does not cover {@code $SYS/#}, because a wildcard at the first level matches no topic that begins with
     * {@code $}.
     *
     * @param other the filter that may be narrower
     * @return true if it matches the same topics or fewer
     */
    public boolean covers(TopicFilter other) {
        Objects.requireNonNull(other, "other must not be null");
        return FilterSets.covers(text.substring(start), other.text.substring(other.start));
    }

    /**
     * Returns whether there is a topic that both filters match. The groups of shared filters are ignored. MQTT 5 section
     * 4.7 applies as for {@link #covers}.
     *
     * @param other another filter
     * @return true if a message can be delivered to both
     */
    public boolean intersects(TopicFilter other) {
        Objects.requireNonNull(other, "other must not be null");
        return FilterSets.intersect(text.substring(start), other.text.substring(other.start));
    }

    /**
     * Returns this filter for a group of consumers: {@code $share/group/filter}. The broker delivers each message to one of
     * them.
     *
     * @param group the name of the group, for example {@code billing}
     * @return the shared filter
     * @throws InvalidTopicException if the group is empty, contains {@code /}, {@code +} or {@code #}, or breaks a limit of
     *     MQTT's strings (MQTT 5 section 4.8.2)
     * @throws IllegalStateException if this filter is already shared
     */
    public TopicFilter shared(String group) {
        Objects.requireNonNull(group, "group must not be null");
        if (start > 0) {
            throw new IllegalStateException(
                    "filter " + Quoted.of(text) + " is already shared; share its filter() instead");
        }
        String shared = FilterSyntax.SHARE + "/" + group + "/" + text;
        List<Violation> violations = new ArrayList<>(FilterSyntax.checkGroup(group));
        violations.addAll(MqttText.check(shared));
        if (!violations.isEmpty()) {
            throw new InvalidTopicException("topic filter", shared, violations);
        }
        return new TopicFilter(shared);
    }

    /**
     * The group of consumers that share this filter.
     *
     * @return the group; empty if the filter is not shared
     */
    public Optional<String> shareGroup() {
        return start == 0 ? Optional.empty() : Optional.of(text.substring(FilterSyntax.SHARE.length() + 1, start - 1));
    }

    /**
     * Returns the part that matches, without {@code $share/group/}.
     *
     * @return this filter itself if it is not shared
     */
    public TopicFilter filter() {
        return start == 0 ? this : new TopicFilter(text.substring(start));
    }

    @Override
    public int compareTo(TopicFilter other) {
        return text.compareTo(Objects.requireNonNull(other, "other must not be null").text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicFilter that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /**
     * The filter as it goes over the wire.
     *
     * @return its text, with the share prefix if there is one
     */
    @Override
    public String toString() {
        return text;
    }
}
