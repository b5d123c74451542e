package dev.latido.topics;

import java.util.Objects;

/**
 * Names the measure of one device. Immutable and thread-safe: keep it and use it as often as you like, since only
 * the new level is checked each time.
 *
 * <pre>{@code
 * MeasureStep gateway = acme.events().site("planta-1").area("norte").device("gw-a72f");
 * Topic temp = gateway.measure("temp"); // acme/v1/evt/planta-1/norte/gw-a72f/temp
 * Topic noise = gateway.measure("ruido_db");
 * }</pre>
 */
public final class MeasureStep {

    private final TopicPath path;
    /** In the state channel, where {@code presence} is not a measure. */
    private final boolean presenceReserved;

    MeasureStep(TopicPath path, boolean presenceReserved) {
        this.path = path;
        this.presenceReserved = presenceReserved;
    }

    /**
     * Ends with one measure.
     *
     * @param measure the name of the measure, a legal level by {@link TopicName}; in the state channel
     *     {@code presence} is refused, since it belongs to {@link TopicRoot#presence()}
     * @return the topic
     * @throws InvalidTopicException with all violations of the names chosen, if there is any
     */
    public Topic measure(String measure) {
        Objects.requireNonNull(measure, "measure must not be null");
        if (presenceReserved && measure.equals(Ending.PRESENCE_LEVEL)) {
            return Ending.reservedPresence(path).topic();
        }
        return path.topic(measure);
    }

    /**
     * Ends with every measure: {@code +}. In the state channel this takes in presence too.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the names chosen, if there is any
     */
    public TopicFilter anyMeasure() {
        return path.fixed("+").filter();
    }

    /**
     * Ends here and takes all below: {@code #}. In the state channel this takes in presence too.
     *
     * @return the filter
     * @throws InvalidTopicException with all violations of the names chosen, if there is any
     */
    public TopicFilter everything() {
        return Ending.below(path);
    }
}
