package dev.latido.topics;

import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Levels;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What each level of a root's topics stands for: {@code acme/v1/{channel}/{site}/{area}/{device}/{name}}. With it a
 * plain text can be checked for its order ({@link NamingRule#check(String, TopicLayout)}). A value: equal if the roots
 * are. Immutable and thread-safe.
 *
 * <pre>{@code
 * TopicLayout layout = TopicLayout.of(acme);
 * List<Violation> found = NamingRule.GENERAL_TO_SPECIFIC.check("temp/norte/planta-1/acme", layout);
 * // one, which suggests acme/planta-1/norte/temp
 * }</pre>
 */
public final class TopicLayout {

    private final TopicRoot root;

    private TopicLayout(TopicRoot root) {
        this.root = root;
    }

    /**
     * The layout of the topics that a root builds.
     *
     * @param root the company and version
     * @return their layout
     */
    public static TopicLayout of(TopicRoot root) {
        return new TopicLayout(Objects.requireNonNull(root, "root must not be null"));
    }

    /**
     * The company and version that the layout begins with.
     *
     * @return the root given to {@link #of}
     */
    public TopicRoot root() {
        return root;
    }

    /**
     * What stands at each level, from the first: a name, or a role in braces where the name varies.
     *
     * @return for example {@code [acme, v1, {channel}, {site}, {area}, {device}, {name}]}
     */
    public List<String> levels() {
        return List.of(
                root.company(),
                LevelOrder.versionLevel(root.version()),
                "{channel}",
                "{site}",
                "{area}",
                "{device}",
                "{name}");
    }

    /** The steps always build the same depth; what is shorter lacks a level, most often the device. */
    List<Violation> check(String text) {
        int found = Levels.of(text).size();
        if (found == LevelOrder.DEPTH) {
            return List.of();
        }
        String message = "the topic has " + found + " levels, not the " + LevelOrder.DEPTH + " of " + this;
        return List.of(new Violation(TopicLimit.ROOT_LAYOUT, Violation.WHOLE_TEXT, text, message, toString()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicLayout that && root.equals(that.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    /**
     * The levels as one text.
     *
     * @return for example {@code acme/v1/{channel}/{site}/{area}/{device}/{name}}
     */
    @Override
    public String toString() {
        return Levels.join(levels());
    }
}
