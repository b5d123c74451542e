package dev.latido.topics;

import dev.latido.LatidoException;
import dev.latido.topics.internal.Quoted;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Thrown when a text is not a topic, filter or root that this library accepts. {@link #violations()} lists everything
 * that is wrong with it, each with a suggestion. Immutable.
 *
 * <pre>{@code
 * try {
 *     acme.parse("acme/v1/evt/Planta 1/norte/gw-a72f/temp");
 * } catch (InvalidTopicException refused) {
 *     refused.violations().forEach(violation -> log.add(violation.toString()));
 * }
 * }</pre>
 */
public final class InvalidTopicException extends LatidoException {

    private static final long serialVersionUID = 1L;
    private static final int VIOLATIONS_IN_MESSAGE = 10;

    /** The rejected text. */
    private final String text;

    /** An array, because a list is not always serializable. */
    private final Violation[] violations;

    /**
     * Creates an exception for a text.
     *
     * @param kind the kind of text that was expected, for example {@code topic filter}
     * @param text the rejected text
     * @param violations everything that is wrong with it
     */
    public InvalidTopicException(String kind, String text, Collection<Violation> violations) {
        super(message(kind, text, violations));
        this.text = text;
        this.violations = violations.toArray(new Violation[0]);
    }

    /**
     * The rejected text. For a chain of steps, the levels chosen so far.
     *
     * @return the text as it was given: it may contain control characters, so do not log it unescaped
     */
    public String text() {
        return text;
    }

    /**
     * Everything that is wrong with the text.
     *
     * @return an immutable list of at least one violation, in the order of the rules or of the levels
     */
    public List<Violation> violations() {
        return List.of(violations);
    }

    private static String message(String kind, String text, Collection<Violation> violations) {
        Stream<String> lines = violations.stream().limit(VIOLATIONS_IN_MESSAGE).map(Violation::toString);
        int more = violations.size() - VIOLATIONS_IN_MESSAGE;
        Stream<String> rest = more > 0 ? Stream.of("and " + more + " more in violations()") : Stream.empty();
        return Stream.concat(lines, rest)
                .collect(Collectors.joining(" | ", Quoted.of(text) + " is not a valid " + kind + ": ", ""));
    }
}
