package dev.latido.topics;

import java.util.Objects;

/**
 * Names the measure of devices chosen with a wildcard. Immutable and thread-safe: keep it and reuse it.
 *
 * <pre>{@code
 * MeasureFilterStep devices = acme.events().anySite().anyArea().anyDevice();
 * TopicFilter temps = devices.measure("temp"); // acme/v1/evt/+/+/+/temp
 * }</pre>
 */
public final class MeasureFilterStep {

    private final TopicPath path;
    /** True in the state channel, where {@code presence} is not a measure. */
    private final boolean presenceReserved;

    MeasureFilterStep(TopicPath path, boolean presenceReserved) {
        this.path = path;
        this.presenceReserved = presenceReserved;
    }

    /**
     * Ends the chain with one measure.
     *
     * @param measure the name of the measure, a legal level by {@link TopicName}; in the state channel
     *     {@code presence} is rejected because it belongs to {@link TopicRoot#presence()}
     * @return the filter
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public TopicFilter measure(String measure) {
        Objects.requireNonNull(measure, "measure must not be null");
        if (presenceReserved && measure.equals(Ending.PRESENCE_LEVEL)) {
            return Ending.reservedPresence(path).filter();
        }
        return path.name(measure).filter();
    }

    /**
     * Ends the chain with every measure: {@code +}. In the state channel, this includes presence.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public TopicFilter anyMeasure() {
        return path.fixed("+").filter();
    }

    /**
     * Ends the chain with everything below: {@code #}. In the state channel, this includes presence.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public TopicFilter everything() {
        return Ending.below(path);
    }
}
