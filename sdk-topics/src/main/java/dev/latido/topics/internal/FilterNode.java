package dev.latido.topics.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One level of filters in a {@link FilterTrie}: written while the trie is locked, read without a lock. */
final class FilterNode<E> {

    /** The values of the filters that end here; copied on write. */
    private volatile List<E> values = List.of();

    private volatile @Nullable FilterNode<E> anyLevel;
    private volatile @Nullable FilterNode<E> anyDepth;
    /** The levels with a name, never {@code +} or {@code #}; created with the first one. */
    private volatile @Nullable Map<String, FilterNode<E>> children;

    @Nullable
    FilterNode<E> anyLevel() {
        return anyLevel;
    }

    @Nullable
    FilterNode<E> anyDepth() {
        return anyDepth;
    }

    @Nullable
    FilterNode<E> child(String level) {
        Map<String, FilterNode<E>> named = children;
        return named == null ? null : named.get(level);
    }

    FilterNode<E> makeAnyLevel() {
        FilterNode<E> node = anyLevel;
        if (node == null) {
            node = new FilterNode<>();
            anyLevel = node;
        }
        return node;
    }

    FilterNode<E> makeAnyDepth() {
        FilterNode<E> node = anyDepth;
        if (node == null) {
            node = new FilterNode<>();
            anyDepth = node;
        }
        return node;
    }

    FilterNode<E> makeChild(String level) {
        Map<String, FilterNode<E>> named = children;
        if (named == null) {
            named = new ConcurrentHashMap<>();
            children = named;
        }
        return named.computeIfAbsent(level, name -> new FilterNode<>());
    }

    void drop(String level, FilterNode<E> node) {
        Map<String, FilterNode<E>> named = children;
        if (node == anyLevel) {
            anyLevel = null;
        } else if (node == anyDepth) {
            anyDepth = null;
        } else if (named != null) {
            named.remove(level);
        }
    }

    boolean add(E value) {
        if (values.contains(value)) {
            return false;
        }
        List<E> more = new ArrayList<>(values);
        more.add(value);
        values = List.copyOf(more);
        return true;
    }

    boolean remove(E value) {
        List<E> fewer = new ArrayList<>(values);
        boolean removed = fewer.remove(value);
        values = List.copyOf(fewer);
        return removed;
    }

    boolean isEmpty() {
        Map<String, FilterNode<E>> named = children;
        return values.isEmpty() && anyLevel == null && anyDepth == null && (named == null || named.isEmpty());
    }

    void forEach(Consumer<? super E> consumer) {
        values.forEach(consumer);
    }

    void forEachAnyDepth(Consumer<? super E> consumer) {
        FilterNode<E> node = anyDepth;
        if (node != null) {
            node.forEach(consumer);
        }
    }
}
