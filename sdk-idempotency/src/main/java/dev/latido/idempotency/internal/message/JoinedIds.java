package dev.latido.idempotency.internal.message;

import dev.latido.idempotency.IdSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins what several sources find with {@code |}. A bar or a backslash within a part gets a backslash, so that different
 * parts never make the same id. There is no id if a part is missing or empty.
 */
record JoinedIds(List<Parts> sources) implements IdSource {

    /** Finds some parts of an id. */
    @FunctionalInterface
    interface Parts {

        /** Returns the parts, at least one; empty if one of them is missing. */
        Optional<List<String>> of(Received message);
    }

    /** Joins two sources, which may be joined themselves. */
    static JoinedIds of(IdSource first, IdSource second) {
        List<Parts> sources = new ArrayList<>(parts(first));
        sources.addAll(parts(second));
        return new JoinedIds(List.copyOf(sources));
    }

    private static List<Parts> parts(IdSource source) {
        IdSource within = source instanceof GlobalIds global ? global.source() : source;
        return within instanceof JoinedIds joined
                ? joined.sources
                : List.of(message -> within.idOf(message).map(List::of));
    }

    @Override
    public Optional<String> idOf(Received message) {
        StringBuilder id = new StringBuilder();
        for (Parts source : sources) {
            List<String> parts = source.of(message).orElse(List.of(""));
            for (String part : parts) {
                if (part.isEmpty()) {
                    return Optional.empty();
                }
                append(id, part);
            }
        }
        return Optional.of(Hashes.fitting(id.toString()));
    }

    private static void append(StringBuilder id, String part) {
        if (!id.isEmpty()) {
            id.append('|');
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '|' || c == '\\') {
                id.append('\\');
            }
            id.append(c);
        }
    }
}
