package dev.latido.topics.template;

import dev.latido.LatidoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a record and its {@link TopicTemplate} cannot form a {@link TopicMapper}. {@link #problems()} lists all
 * problems at once. It is a mistake in the code, found when the mapper is created. Immutable.
 *
 * <pre>{@code
 * try {
 *     TopicMapper.of(Misspelled.class);
 * } catch (InvalidTemplateException wrong) {
 *     log.addAll(wrong.problems());
 * }
 * }</pre>
 */
public final class InvalidTemplateException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /** An array, because a list is not always serializable. */
    private final String[] problems;

    InvalidTemplateException(Class<?> type, List<String> problems, @Nullable Throwable cause) {
        super(type.getName() + " cannot be mapped to topics: " + String.join(" | ", problems), cause);
        this.problems = problems.toArray(new String[0]);
    }

    /**
     * All problems, each with its fix.
     *
     * @return an immutable list of at least one sentence: first the template, then its agreement with the components, then
     *     the types
     */
    public List<String> problems() {
        return List.of(problems);
    }
}
