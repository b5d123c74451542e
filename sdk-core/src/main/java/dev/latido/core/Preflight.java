package dev.latido.core;

import dev.latido.core.internal.preflight.PreflightRun;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.Objects;

/**
 * Tries a connection's declaration step by step, for whoever sets up a gateway: name, TCP, TLS, CONNACK, rights, clock.
 *
 * <pre>{@code
 * PreflightReport report = Preflight.of(declaration)
 *         .publishing(temperature)
 *         .subscribing(commands)
 *         .run();
 * }</pre>
 *
 * <p>It connects with the declared client id, since rights may hang on it, so run it while the device's own connection is
 * not running: the broker would end that. It has no will and announces nobody. It publishes one message with the payload
 * {@link #PAYLOAD} on each topic that it is given, with QoS 1 and not retained. Messages that wait in the device's session
 * are left there; a subscription that it made in a session of its own is taken back. Immutable and thread-safe.
 */
public final class Preflight {

    /** What a test message says: {@value}. */
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
     * A preflight of a declaration.
     *
     * @param declaration complete, as for {@link MqttConnection.Builder#connect()}
     * @return a preflight that tries neither topics nor filters
     */
    public static Preflight of(MqttConnection.Builder declaration) {
        return new Preflight(Objects.requireNonNull(declaration, "declaration must not be null"), List.of(), List.of());
    }

    /**
     * Tries to publish.
     *
     * @param topics where one test message each is published
     * @return the new preflight
     */
    public Preflight publishing(Topic... topics) {
        return new Preflight(declaration, List.of(Objects.requireNonNull(topics, "topics must not be null")), filters);
    }

    /**
     * Tries to subscribe. A broker may grant what it then does not deliver (Mosquitto does): where a test message of
     * {@link #publishing} matches, its coming back is the proof.
     *
     * @param filters what to subscribe to
     * @return the new preflight
     */
    public Preflight subscribing(TopicFilter... filters) {
        return new Preflight(declaration, topics, List.of(Objects.requireNonNull(filters, "filters must not be null")));
    }

    /**
     * Tries everything, one after the other, on the calling thread. A step takes {@link
     * MqttConnection.Builder#connectTimeout} or 10 s at most, whichever is less.
     *
     * @return what was found; problems are lines of it, not exceptions
     * @throws IllegalStateException if the declaration is incomplete or contradicts itself
     * @throws IllegalArgumentException if the declaration does not come from {@link MqttConnection#builder()}
     */
    public PreflightReport run() {
        return PreflightRun.of(declaration, topics, filters);
    }
}
