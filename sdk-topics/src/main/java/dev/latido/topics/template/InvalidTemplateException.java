package dev.latido.topics.template;

import dev.latido.LatidoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record and its {@link TopicTemplate} do not make a {@link TopicMapper}; {@link #problems()} lists all that is wrong,
 * so that one look is enough. A mistake in the code, found when the mapper is made. Immutable.
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

    /** An array because a list need not be serializable. */
    private final String[] problems;

    InvalidTemplateException(Class<?> type, List<String> problems, @Nullable Throwable cause) {
        super(type.getName() + " cannot be mapped to topics: " + String.join(" | ", problems), cause);
        this.problems = problems.toArray(new String[0]);
    }

    /**
     * All that is wrong, each with what to do.
     *
     * @return an immutable list of at least one sentence: first the template, then its agreement with the components, then
     *     the types
     */
    public List<String> problems() {
        return List.of(problems);
    }
}
