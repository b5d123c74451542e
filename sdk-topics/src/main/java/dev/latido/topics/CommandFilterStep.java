package dev.latido.topics;

import java.util.Objects;

/**
 * Names the command of devices chosen with a wildcard. Immutable and thread-safe: keep it and reuse it.
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
     * Ends the chain with one command.
     *
     * @param command the name of the command, a legal level by {@link TopicName}
     * @return the filter
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public TopicFilter command(String command) {
        Objects.requireNonNull(command, "command must not be null");
        return path.name(command).filter();
    }

    /**
     * Ends the chain with every command: {@code +}.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public TopicFilter anyCommand() {
        return path.fixed("+").filter();
    }

    /**
     * Ends the chain with everything below: {@code #}.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public TopicFilter everything() {
        return Ending.below(path);
    }
}
