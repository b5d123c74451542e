package dev.latido.topics;

import java.util.Objects;

/**
 * Chooses the device of an area. Immutable and thread-safe: keep it and use it as often as you like. A misspelled
 * name is reported by the method that ends the chain, together with all others.
 *
 * <pre>{@code
 * DeviceStep<Topic, TopicFilter> north = acme.presence().site("planta-1").area("norte");
 * Topic gateway = north.device("gw-a72f"); // acme/v1/state/planta-1/norte/gw-a72f/presence
 * }</pre>
 *
 * @param <D> what follows one device: a step, or the topic if nothing is left to choose
 * @param <F> what follows devices behind a wildcard: a step, or the filter if nothing is left to choose
 */
public final class DeviceStep<D, F> {

    private final TopicPath path;
    private final Ending<D, F> ending;

    DeviceStep(TopicPath path, Ending<D, F> ending) {
        this.path = path;
        this.ending = ending;
    }

    /**
     * Goes on with one device.
     *
     * @param device the name of the device, a legal level by {@link TopicName}
     * @return what follows one device
     * @throws InvalidTopicException if this ends the chain, as for presence, and any name chosen is not legal
     */
    public D device(String device) {
        Objects.requireNonNull(device, "device must not be null");
        return ending.exact().apply(path.name(device));
    }

    /**
     * Goes on with every device: {@code +}.
     *
     * @return what follows every device
     * @throws InvalidTopicException if this ends the chain, as for presence, and any name chosen is not legal
     */
    public F anyDevice() {
        return ending.filter().apply(path.fixed("+"));
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
