package dev.latido.topics;

import java.util.Objects;

/**
 * Chooses the device of an area. Immutable and thread-safe: keep it and reuse it. The method that
 * ends the chain reports all misspelled names together.
 *
 * <pre>{@code
 * DeviceStep<Topic, TopicFilter> north = acme.presence().site("planta-1").area("norte");
 * Topic gateway = north.device("gw-a72f"); // acme/v1/state/planta-1/norte/gw-a72f/presence
 * }</pre>
 *
 * @param <D> the result of choosing one device: a step, or the topic if the chain ends there
 * @param <F> the result of choosing devices with a wildcard: a step, or the filter if the chain ends there
 */
public final class DeviceStep<D, F> {

    private final TopicPath path;
    private final Ending<D, F> ending;

    DeviceStep(TopicPath path, Ending<D, F> ending) {
        this.path = path;
        this.ending = ending;
    }

    /**
     * Continues with one device.
     *
     * @param device the name of the device, a legal level by {@link TopicName}
     * @return the next step, or the topic for presence
     * @throws InvalidTopicException if this ends the chain, as for presence, and a chosen name is not legal
     */
    public D device(String device) {
        Objects.requireNonNull(device, "device must not be null");
        return ending.exact().apply(path.name(device));
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
