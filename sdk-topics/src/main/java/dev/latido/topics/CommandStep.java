package dev.latido.topics;

import java.util.Objects;

/**
 * Names the command of one device. Immutable and thread-safe: keep it and reuse it, because only the
 * new level is checked each time.
 *
 * <pre>{@code
 * CommandStep gateway = acme.commands().site("planta-1").area("norte").device("gw-a72f");
 * Topic reset = gateway.command("reset"); // acme/v1/cmd/planta-1/norte/gw-a72f/reset
 * }</pre>
 */
public final class CommandStep {

    private final TopicPath path;

    CommandStep(TopicPath path) {
        this.path = path;
    }

    /**
     * Ends the chain with one command.
     *
     * @param command the name of the command, a legal level by {@link TopicName}
     * @return the topic
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public Topic command(String command) {
        Objects.requireNonNull(command, "command must not be null");
        return path.topic(command);
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
