package dev.latido.topics;

import java.util.Objects;

/**
 * Chooses the area after a wildcard; the chain then ends in a filter. Immutable and thread-safe: keep it and use
 * it as often as you like. The method that ends the chain reports all misspelled names together.
 *
 * <pre>{@code
 * TopicFilter north = acme.events().anySite().area("norte").everything(); // acme/v1/evt/+/norte/#
 * }</pre>
 *
 * @param <F> the result of choosing devices with a wildcard: a step, or the filter if the chain ends there
 */
public final class AreaFilterStep<F> {

    private final TopicPath path;
    private final Ending<?, F> ending;

    AreaFilterStep(TopicPath path, Ending<?, F> ending) {
        this.path = path;
        this.ending = ending;
    }

    /**
     * Continues with one area.
     *
     * @param area the name of the area, a legal level by {@link TopicName}
     * @return the choice of the device
     */
    public DeviceFilterStep<F> area(String area) {
        Objects.requireNonNull(area, "area must not be null");
        return new DeviceFilterStep<>(path.name(area), ending);
    }

    /**
     * Continues with every area: {@code +}.
     *
     * @return the choice of the device
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
