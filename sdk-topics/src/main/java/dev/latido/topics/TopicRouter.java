package dev.latido.topics;

import dev.latido.topics.internal.FilterTrie;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Finds, for the topic of a message, the values of all filters that match it: a tree of levels, made for thousands of
 * filters, whose cost is that of the topic's levels and not that of the number of filters.
 *
 * <pre>{@code
 * TopicRouter<String> teams = new TopicRouter<>();
 * teams.add(TopicFilter.of("acme/v1/evt/planta-1/#"), "maintenance");
 * teams.add(TopicFilter.of("acme/v1/evt/+/+/+/temp"), "climate");
 * List<String> both = teams.match("acme/v1/evt/planta-1/norte/gw-a72f/temp"); // maintenance and climate
 * }</pre>
 *
 * <p>A route is a filter with a value, and is there once or not at all: adding it again changes nothing. One filter may
 * have many values, and one value many filters; {@link #match} then gives the value once for each of its filters that
 * match. Values are told apart by {@code equals}, which must not change while they are in here.
 *
 * <p>A shared filter matches as its {@linkplain TopicFilter#filter() filter part} does, and is a route of its own:
 * {@code $share/billing/a/+} and {@code a/+} may both be here with the same value. Matching is that of MQTT 5 section 4.7
 * and {@link TopicFilter#matches}.
 *
 * <p>Thread-safe: {@link #match} takes no lock and never waits for {@link #add} or {@link #remove}, which take turns. It
 * finds every route that was added before it began and is not removed before it ends; of routes that come or go meanwhile
 * it finds each or not.
 *
 * @param <V> the values
 */
public final class TopicRouter<V> {

    private final FilterTrie<Route<V>> trie = new FilterTrie<>();

    /** Makes a router without routes. */
    public TopicRouter() {}

    /**
     * Adds a route.
     *
     * @param filter the topics that lead to the value
     * @param value what {@link #match} gives for them
     * @return false if the route was there already
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
     * The values that a topic leads to.
     *
     * @param topic the topic of a message
     * @return a new list of the values of all routes that match, in no particular order; a value with several matching
     *     filters is in it as often
     */
    public List<V> match(Topic topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        return match(topic.toString());
    }

    /**
     * Like {@link #match(Topic)}, for the text of a topic as it came over the wire. The text is not checked: the empty
     * text, which is no topic, leads nowhere, and {@code +} and {@code #} in it are plain characters.
     *
     * @param topic the text of a topic
     * @return a new list of the values of all routes that match, in no particular order; a value with several matching
     *     filters is in it as often
     */
    public List<V> match(String topic) {
        Objects.requireNonNull(topic, "topic must not be null");
        List<V> values = new ArrayList<>();
        trie.match(topic, route -> values.add(route.value));
        return values;
    }

    /**
     * How many routes there are.
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
