package dev.latido.topics;

import java.util.Objects;

/**
 * Chooses the area of a site. Immutable and thread-safe: keep it and reuse it. The method that ends
 * the chain reports all misspelled names together.
 *
 * <pre>{@code
 * AreaStep<Topic, TopicFilter> plant = acme.presence().site("planta-1");
 * TopicFilter devices = plant.everything(); // acme/v1/state/planta-1/+/+/presence
 * }</pre>
 *
 * @param <D> the result of choosing one device: a step, or the topic if the chain ends there
 * @param <F> the result of choosing devices with a wildcard: a step, or the filter if the chain ends there
 */
public final class AreaStep<D, F> {

    private final TopicPath path;
    private final Ending<D, F> ending;

    AreaStep(TopicPath path, Ending<D, F> ending) {
        this.path = path;
        this.ending = ending;
    }

    /**
     * Continues with one area.
     *
     * @param area the name of the area, a legal level by {@link TopicName}
     * @return the choice of the device
     */
    public DeviceStep<D, F> area(String area) {
        Objects.requireNonNull(area, "area must not be null");
        return new DeviceStep<>(path.name(area), ending);
    }

    /**
     * Continues with every area: {@code +}.
     *
     * @return the choice of the device, for a filter
     */
    public DeviceFilterStep<F> anyArea() {
        return new DeviceFilterStep<>(path.fixed("+"), ending);
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
