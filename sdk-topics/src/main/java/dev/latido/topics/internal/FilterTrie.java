package dev.latido.topics.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A tree of filters, level by level, that finds the values of all filters that match a topic (MQTT 5 section 4.7).
 * Readers take no lock; writers exclude each other. A value that is in the tree during the whole of a match is always
 * found, because a node is removed only when nothing is below it.
 *
 * @param <E> the values, kept once for each filter by their {@code equals}
 */
public final class FilterTrie<E> {

    private static final String ANY_LEVEL = "+";
    private static final String ANY_DEPTH = "#";

    private final FilterNode<E> root = new FilterNode<>();
    /** Guarded by this. */
    private int size;

    /** Adds a value to a filter without share prefix; returns false if the filter already has it. */
    public synchronized boolean add(String filter, E value) {
        FilterNode<E> node = root;
        for (String level : filter.split("/", -1)) {
            node = switch (level) {
                case ANY_LEVEL -> node.makeAnyLevel();
                case ANY_DEPTH -> node.makeAnyDepth();
                default -> node.makeChild(level);
            };
        }
        boolean added = node.add(value);
        size += added ? 1 : 0;
        return added;
    }

    /** Removes a value from a filter without share prefix; returns false if the filter does not have it. */
    public synchronized boolean remove(String filter, E value) {
        String[] levels = filter.split("/", -1);
        List<FilterNode<E>> path = new ArrayList<>(List.of(root));
        for (String level : levels) {
            FilterNode<E> parent = path.get(path.size() - 1);
            FilterNode<E> node = switch (level) {
                case ANY_LEVEL -> parent.anyLevel();
                case ANY_DEPTH -> parent.anyDepth();
                default -> parent.child(level);
            };
            if (node == null) {
                return false;
            }
            path.add(node);
        }
        if (!path.get(levels.length).remove(value)) {
            return false;
        }
        for (int i = levels.length; i > 0 && path.get(i).isEmpty(); i--) {
            path.get(i - 1).drop(levels[i - 1], path.get(i));
        }
        size--;
        return true;
    }

    /** Returns the number of values of all filters. */
    public synchronized int size() {
        return size;
    }

    /** Returns whether the tree is empty, without even a node that led to a removed value. */
    synchronized boolean isBare() {
        return root.isEmpty();
    }

    /**
     * Passes the values of all filters that match to the consumer, once for each filter. Descends level by level with all
     * nodes that match so far, so that neither a deep filter nor a hostile topic visits a node twice.
     */
    public void match(String topic, Consumer<? super E> consumer) {
        if (topic.isEmpty()) {
            return;
        }
        boolean hidden = topic.charAt(0) == '$';
        List<FilterNode<E>> nodes = List.of(root);
        int from = 0;
        while (from <= topic.length() && !nodes.isEmpty()) {
            int slash = topic.indexOf(Levels.SEPARATOR, from);
            int to = slash < 0 ? topic.length() : slash;
            nodes = below(nodes, topic.substring(from, to), hidden && from == 0, consumer);
            from = to + 1;
        }
        for (FilterNode<E> node : nodes) {
            node.forEach(consumer);
            node.forEachAnyDepth(consumer);
        }
    }

    private List<FilterNode<E>> below(
            List<FilterNode<E>> nodes, String level, boolean hidden, Consumer<? super E> consumer) {
        List<FilterNode<E>> next = new ArrayList<>();
        for (FilterNode<E> node : nodes) {
            if (!hidden) {
                node.forEachAnyDepth(consumer);
                FilterNode<E> anyLevel = node.anyLevel();
                if (anyLevel != null) {
                    next.add(anyLevel);
                }
            }
            FilterNode<E> child = node.child(level);
            if (child != null) {
                next.add(child);
            }
        }
        return next;
    }
}
