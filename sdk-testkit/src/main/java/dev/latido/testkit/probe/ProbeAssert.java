package dev.latido.testkit.probe;

import dev.latido.testkit.probe.internal.Observation;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.Objects;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the messages of an {@link MqttProbe}, from AssertJ's own {@code assertThat(probe)}.
 *
 * <pre>{@code
 * assertThat(probe).received("acme/v1/evt/planta-1/norte/gw-a72f/temp").exactlyOnce();
 * assertThat(probe).received("acme/v1/evt/#").ids(published).within(Duration.ofSeconds(30)).exactlyOnce();
 * assertThat(probe).received("acme/v1/cmd/#").never();
 * }</pre>
 *
 * <p>Not thread-safe, as AssertJ's assertions are.
 */
@CheckReturnValue
public final class ProbeAssert extends AbstractAssert<ProbeAssert, MqttProbe> {

    /**
     * Creates assertions about a probe.
     *
     * @param probe the probe
     */
    public ProbeAssert(MqttProbe probe) {
        super(Objects.requireNonNull(probe, "probe must not be null"), ProbeAssert.class);
    }

    /**
     * Selects the messages on some topics. Nothing is verified before a method that ends the chain, such as {@link
     * ReceivedAssert#exactlyOnce()}.
     *
     * @param filter a topic or filter, within what the probe observes
     * @return assertions about those messages
     * @throws IllegalArgumentException if the filter is malformed
     */
    public ReceivedAssert received(String filter) {
        ReceivedAssert received =
                new ReceivedAssert(actual, Observation.of(actual, filter, ReceivedAssert.DEFAULT_SETTLING));
        received.info.useRepresentation(info.representation());
        received.info.description(info.description());
        return received;
    }

    /**
     * Selects the messages on a topic.
     *
     * @param topic the topic
     * @return assertions about those messages
     * @see #received(String)
     */
    public ReceivedAssert received(Topic topic) {
        return received(Objects.requireNonNull(topic, "topic must not be null").toString());
    }

    /**
     * Selects the messages on some topics.
     *
     * @param filter the filter, not shared
     * @return assertions about those messages
     * @see #received(String)
     */
    public ReceivedAssert received(TopicFilter filter) {
        return received(
                Objects.requireNonNull(filter, "filter must not be null").toString());
    }
}
