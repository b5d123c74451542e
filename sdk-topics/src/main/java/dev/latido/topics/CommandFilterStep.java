package dev.latido.topics;

import java.util.Objects;

/**
 * Names the command of devices behind a wildcard. Immutable and thread-safe: keep it and use it as often as you
 * like.
 *
 * <pre>{@code
 * TopicFilter resets = acme.commands().anySite().anyArea().anyDevice().command("reset"); // acme/v1/cmd/+/+/+/reset
 * }</pre>
 */
public final class CommandFilterStep {

    private final TopicPath path;

    CommandFilterStep(TopicPath path) {
        this.path = path;
    }

    /**
     * Ends with one command.
     *
     * @param command the name of the command, a legal level by {@link TopicName}
     * @return the filter
     * @throws InvalidTopicException with all violations of the names chosen, if there is any
     */
    public TopicFilter command(String command) {
        Objects.requireNonNull(command, "command must not be null");
        return path.name(command).filter();
    }

    /**
     * Ends with every command: {@code +}.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the names chosen, if there is any
     */
    public TopicFilter anyCommand() {
        return path.fixed("+").filter();
    }

    /**
     * Ends here and takes all below: {@code #}.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the names chosen, if there is any
     */
    public TopicFilter everything() {
        return Ending.below(path);
    }
}
