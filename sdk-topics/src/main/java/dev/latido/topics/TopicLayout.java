package dev.latido.topics;

import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Levels;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of each level of the topics of a root: {@code acme/v1/{channel}/{site}/{area}/{device}/{name}}. It is
 * used to check the order of the levels of a text ({@link NamingRule#check(String, TopicLayout)}). A value type: two
 * layouts are equal if their roots are. Immutable and thread-safe.
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
     * Returns the layout of the topics that a root builds.
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
     * The levels in order: a name, or a role in braces where the name varies.
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

    /** Checks the depth, which is the same for all topics of the steps. A shorter topic lacks a level, often the device. */
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
