package dev.latido.topics;

import java.util.Objects;

/**
 * Chooses the area after a wildcard: from here on only filters come out. Immutable and thread-safe: keep it and use
 * it as often as you like. A misspelled name is reported by the method that ends the chain, together with all
 * others.
 *
 * <pre>{@code
 * TopicFilter north = acme.events().anySite().area("norte").everything(); // acme/v1/evt/+/norte/#
 * }</pre>
 *
 * @param <F> what follows devices behind a wildcard: a step, or the filter if nothing is left to choose
 */
public final class AreaFilterStep<F> {

    private final TopicPath path;
    private final Ending<?, F> ending;

    AreaFilterStep(TopicPath path, Ending<?, F> ending) {
        this.path = path;
        this.ending = ending;
    }

    /**
     * Goes on with one area.
     *
     * @param area the name of the area, a legal level by {@link TopicName}
     * @return the choice of the device
     */
    public DeviceFilterStep<F> area(String area) {
        Objects.requireNonNull(area, "area must not be null");
        return new DeviceFilterStep<>(path.name(area), ending);
    }

    /**
     * Goes on with every area: {@code +}.
     *
     * @return the choice of the device
     */
    public DeviceFilterStep<F> anyArea() {
        return new DeviceFilterStep<>(path.fixed("+"), ending);
    }

    /**
     * Ends here and takes all below: {@code #}, or for presence the presence topic of every device below.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the names chosen, if there is any
     */
    public TopicFilter everything() {
        return ending.everything().apply(path);
    }
}
