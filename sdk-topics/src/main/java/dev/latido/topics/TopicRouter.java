package dev.latido.topics;

import dev.latido.topics.internal.FilterTrie;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Finds the values of all filters that match the topic of a message. It is a tree of levels for thousands of filters:
 * the cost of a match depends on the levels of the topic, not on the number of filters.
 *
 * <pre>{@code
 * TopicRouter<String> teams = new TopicRouter<>();
 * teams.add(TopicFilter.of("acme/v1/evt/planta-1/#"), "maintenance");
 * teams.add(TopicFilter.of("acme/v1/evt/+/+/+/temp"), "climate");
 * List<String> both = teams.match("acme/v1/evt/planta-1/norte/gw-a72f/temp"); // maintenance and climate
 * }</pre>
 *
 * <p>A route is a filter with a value. Adding the same route again has no effect. One filter may have many values, and one
 * value many filters; {@link #match} then returns the value once for each of its filters that match. Values are compared
 * with {@code equals}, whose result must not change while they are in the router.
 *
 * <p>A shared filter matches like its {@linkplain TopicFilter#filter() filter part} and is a separate route:
 * {@code $share/billing/a/+} and {@code a/+} can both have the same value. Matching follows MQTT 5 section 4.7, as
 * {@link TopicFilter#matches} does.
 *
 * <p>Thread-safe: {@link #match} takes no lock and never waits for {@link #add} or {@link #remove}, which exclude each
 * other. It finds every route that was added before it began and is not removed before it ends. It may or may not find
 * routes that are added or removed meanwhile.
 *
 * @param <V> the values
 */
public final class TopicRouter<V> {

    private final FilterTrie<Route<V>> trie = new FilterTrie<>();

    /** Creates a router without routes. */
    public TopicRouter() {}

    /**
     * Adds a route.
     *
     * @param filter the topics that lead to the value
     * @param value the value that {@link #match} returns for them
     * @return false if the router already had this route
     */
    public boolean add(TopicFilter filter, V value) {
        Route<V> route = new Route<>(filter, value);
        return trie.add(filter.filter().toString(), route);
    }

    /**
     * Removes a route.
     *
     * @param filter the filter with which the value was added, with the same group if it is shared
     * @param value the value
     * @return false if there is no such route
     */
    public boolean remove(TopicFilter filter, V value) {
        Route<V> route = new Route<>(filter, value);
        return trie.remove(filter.filter().toString(), route);
    }

    /**
     * Returns the values of all filters that match a topic.
     *
     * @param topic the topic of a message
     * @return a new list of the values of all routes that match, in no particular order; a value appears once
     *     for each of its filters that match
     */
    public List<V> match(Topic topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        return match(topic.toString());
    }

    /**
     * Like {@link #match(Topic)}, for the text of a topic as received. The text is not checked: the empty text, which is
     * not a topic, matches nothing, and {@code +} and {@code #} in it are plain characters.
     *
     * @param topic the text of a topic
     * @return a new list of the values of all routes that match, in no particular order; a value appears once
     *     for each of its filters that match
     */
    public List<V> match(String topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        List<V> values = new ArrayList<>();
        trie.match(topic, route -> values.add(route.value));
        return values;
    }

    /**
     * Returns the number of routes.
     *
     * @return 0 or more
     */
    public int size() {
        return trie.size();
    }

    private record Route<V>(TopicFilter filter, V value) {

        private Route {
            Objects.requireNonNull(filter, "filter must not be null");
            Objects.requireNonNull(value, "value must not be null");
        }
    }
}
