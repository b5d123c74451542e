package dev.latido.core;

import dev.latido.core.internal.preflight.PreflightRun;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.Objects;

/**
 * Checks a connection's declaration step by step when a gateway is set up: name, TCP, TLS, CONNACK, permissions, clock.
 *
 * <pre>{@code
 * PreflightReport report = Preflight.of(declaration)
 *         .publishing(temperature)
 *         .subscribing(commands)
 *         .run();
 * }</pre>
 *
 * <p>A preflight connects with the declared client id, because permissions may depend on it. Run it only while the
 * device is disconnected; otherwise the broker ends the device's connection. A preflight has no Last Will and publishes
 * no presence. It publishes one message with the payload {@link #PAYLOAD} on each given topic, with QoS 1 and not
 * retained. Messages queued in the device's session stay there; if the preflight created the session, its subscriptions
 * are removed again. Immutable and thread-safe.
 */
public final class Preflight {

    /** Payload of a test message: {@value}. */
    public static final String PAYLOAD = "{\"preflight\":true}";

    private final MqttConnection.Builder declaration;
    private final List<Topic> topics;
    private final List<TopicFilter> filters;

    private Preflight(MqttConnection.Builder declaration, List<Topic> topics, List<TopicFilter> filters) {
        this.declaration = declaration;
        this.topics = topics;
        this.filters = filters;
    }

    /**
     * Creates a preflight of a declaration.
     *
     * @param declaration complete, as for {@link MqttConnection.Builder#connect()}
     * @return a preflight without topics and filters
     */
    public static Preflight of(MqttConnection.Builder declaration) {
        return new Preflight(Objects.requireNonNull(declaration, "declaration must not be null"), List.of(), List.of());
    }

    /**
     * Adds a check that publishes.
     *
     * @param topics the topics, in place of earlier ones; one test message is published on each
     * @return the new preflight
     */
    public Preflight publishing(Topic... topics) {
        return new Preflight(declaration, List.of(Objects.requireNonNull(topics, "topics must not be null")), filters);
    }

    /**
     * Adds a check that subscribes. A broker may grant a subscription and then not deliver (Mosquitto does); if a test
     * message of {@link #publishing} matches the filter, its delivery is the proof.
     *
     * @param filters the filters, in place of earlier ones
     * @return the new preflight
     */
    public Preflight subscribing(TopicFilter... filters) {
        return new Preflight(declaration, topics, List.of(Objects.requireNonNull(filters, "filters must not be null")));
    }

    /**
     * Runs all checks, one after the other, on the calling thread. A step takes at most {@link
     * MqttConnection.Builder#connectTimeout} or 10 s, whichever is less.
     *
     * @return the findings; problems are lines of the report, not exceptions
     * @throws IllegalStateException if the declaration is incomplete or contradicts itself
     * @throws IllegalArgumentException if the declaration does not come from {@link MqttConnection#builder()}
     */
    public PreflightReport run() {
        return PreflightRun.of(declaration, topics, filters);
    }
}
