package dev.latido.topics;

import java.util.Objects;

/**
 * Names the measure of one device. Immutable and thread-safe: keep it and reuse it, because only the
 * new level is checked each time.
 *
 * <pre>{@code
 * MeasureStep gateway = acme.events().site("planta-1").area("norte").device("gw-a72f");
 * Topic temp = gateway.measure("temp"); // acme/v1/evt/planta-1/norte/gw-a72f/temp
 * Topic noise = gateway.measure("ruido_db");
 * }</pre>
 */
public final class MeasureStep {

    private final TopicPath path;
    /** True in the state channel, where {@code presence} is not a measure. */
    private final boolean presenceReserved;

    MeasureStep(TopicPath path, boolean presenceReserved) {
        this.path = path;
        this.presenceReserved = presenceReserved;
    }

    /**
     * Ends the chain with one measure.
     *
     * @param measure the name of the measure, a legal level by {@link TopicName}; in the state channel
     *     {@code presence} is rejected because it belongs to {@link TopicRoot#presence()}
     * @return the topic
     * @throws InvalidTopicException with all violations of the chosen names, if there are any
     */
    public Topic measure(String measure) {
        Objects.requireNonNull(measure, "measure must not be null");
        if (presenceReserved && measure.equals(Ending.PRESENCE_LEVEL)) {
            return Ending.reservedPresence(path).topic();
        }
        return path.topic(measure);
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
