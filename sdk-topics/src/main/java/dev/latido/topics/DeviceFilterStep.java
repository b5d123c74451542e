package dev.latido.topics;

import java.util.Objects;

/**
 * Chooses the device after a wildcard; the chain then ends in a filter. Immutable and thread-safe: keep it and reuse it. The method that ends the chain reports all misspelled names together.
 *
 * <pre>{@code
 * TopicFilter gateway = acme.presence().anySite().anyArea().device("gw-a72f");
 * // acme/v1/state/+/+/gw-a72f/presence
 * }</pre>
 *
 * @param <F> the result of choosing devices with a wildcard: a step, or the filter if the chain ends there
 */
public final class DeviceFilterStep<F> {

    private final TopicPath path;
    private final Ending<?, F> ending;

    DeviceFilterStep(TopicPath path, Ending<?, F> ending) {
        this.path = path;
        this.ending = ending;
    }

    /**
     * Continues with one device.
     *
     * @param device the name of the device, a legal level by {@link TopicName}
     * @return the next step, or the filter for presence
     * @throws InvalidTopicException if this ends the chain, as for presence, and a chosen name is not legal
     */
    public F device(String device) {
        Objects.requireNonNull(device, "device must not be null");
        return ending.filter().apply(path.name(device));
    }

    /**
     * Continues with every device: {@code +}.
     *
     * @return the next step, or the filter for presence
     * @throws InvalidTopicException if this ends the chain, as for presence, and a chosen name is not legal
     */
    public F anyDevice() {
        return ending.filter().apply(path.fixed("+"));
    }

    /**
     * Ends the chain with everything below: {@code #}, or for presence the presence topic of every device below.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public TopicFilter everything() {
        return ending.everything().apply(path);
    }
}
