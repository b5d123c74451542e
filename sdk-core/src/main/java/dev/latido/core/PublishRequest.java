package dev.latido.core;

import dev.latido.core.internal.Durations;
import dev.latido.core.internal.MqttText;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What to publish and how, where {@code publish(topic, value)} does not say enough. Immutable: each method gives another
 * request. Of two methods that say the same thing differently, the last one counts.
 *
 * <pre>{@code
 * publisher.publish(PublishRequest.of(reset, Map.of("delay", 5)).expiry(Duration.ofMinutes(1)));
 * }</pre>
 */
public final class PublishRequest {

    /** The largest expiry that MQTT 5 can say: 4,294,967,295 s (section 3.3.2.3.3). */
    private static final Duration LONGEST_EXPIRY = Duration.ofSeconds(0xFFFF_FFFFL);

    private static final String TRACEPARENT = "traceparent";
    private static final Pattern W3C_TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final Topic topic;
    private final Object value;
    private final DeliveryOptions options;

    private PublishRequest(Topic topic, Object value, DeliveryOptions options) {
        this.topic = topic;
        this.value = value;
        this.options = options;
    }

    /**
     * A value for a topic: QoS 1, not retained, without expiry.
     *
     * @param topic where to
     * @param value what to say; the publisher's codec writes it
     * @return the request
     */
    public static PublishRequest of(Topic topic, Object value) {
        return new PublishRequest(
                Objects.requireNonNull(topic, "topic must not be null"),
                Objects.requireNonNull(value, "value must not be null"),
                DeliveryOptions.DEFAULTS);
    }

    private PublishRequest with(DeliveryOptions changed) {
        return new PublishRequest(topic, value, changed);
    }

    /**
     * The broker keeps it as the topic's last value for those who subscribe later (MQTT 5, section 3.3.1.3). For states;
     * a retained command is carried out again by every device that comes back.
     *
     * @return the retained request
     */
    public PublishRequest retained() {
        return with(options.withRetained(true));
    }

    /**
     * How long it is worth delivering, counted from {@code publish}. The time it waits for the broker is taken off; when
     * nothing is left it is not sent, and its publication ends in {@link MessageExpiredException}. The broker drops it
     * when the rest is over (MQTT 5, section 3.3.2.3.3), to the second, rounded up.
     *
     * @param expiry above zero, at most 4,294,967,295 s
     * @return the request that expires
     * @throws IllegalArgumentException if it is out of range
     */
    public PublishRequest expiry(Duration expiry) {
        Durations.positive("expiry", expiry);
        if (expiry.compareTo(LONGEST_EXPIRY) > 0) {
            throw new IllegalArgumentException("expiry must be at most " + LONGEST_EXPIRY + ", was " + expiry);
        }
        return with(options.withExpiry(expiry));
    }

    /**
     * What the payload is, as a MIME type (MQTT 5, section 3.3.2.3.9). Default: what the codec says.
     *
     * @param contentType such as {@code application/cbor}, not blank
     * @return the request with its content type
     * @throws IllegalArgumentException if it is blank, or no string of MQTT
     */
    public PublishRequest contentType(String contentType) {
        return with(options.withContentType(MqttText.notBlank("contentType", contentType)));
    }

    /**
     * A name and a value that travel beside the payload (MQTT 5, section 3.3.2.3.7). Names may repeat; the order is kept.
     *
     * @param name not blank, not {@code traceparent}, not beginning with {@code latido-}
     * @param value any text
     * @return the request with one more property
     * @throws IllegalArgumentException if one of them is not allowed, or no string of MQTT
     */
    public PublishRequest userProperty(String name, String value) {
        MqttText.notBlank("name", name);
        if (name.startsWith(MessageProperties.PREFIX) || name.equals(TRACEPARENT)) {
            throw new IllegalArgumentException("name must not be " + TRACEPARENT + " nor begin with "
                    + MessageProperties.PREFIX + ", which the SDK sets itself; was " + name);
        }
        return property(name, MqttText.valid("value", value));
    }

    /**
     * The trace that it belongs to, carried as the user property {@code traceparent} of W3C Trace Context.
     *
     * @param traceparent such as {@code 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01}
     * @return the request with its trace, in place of another
     * @throws IllegalArgumentException if it is of another form
     */
    public PublishRequest traceparent(String traceparent) {
        Objects.requireNonNull(traceparent, "traceparent must not be null");
        if (!W3C_TRACEPARENT.matcher(traceparent).matches()) {
            throw new IllegalArgumentException(
                    "traceparent must be version-trace-parent-flags in lower-case hexadecimal"
                            + " (W3C Trace Context), was " + traceparent);
        }
        List<Map.Entry<String, String>> others = options.userProperties().stream()
                .filter(property -> !property.getKey().equals(TRACEPARENT))
                .toList();
        return withProperties(others).property(TRACEPARENT, traceparent);
    }

    private PublishRequest property(String name, String text) {
        List<Map.Entry<String, String>> properties = new ArrayList<>(options.userProperties());
        properties.add(Map.entry(name, text));
        return withProperties(properties);
    }

    private PublishRequest withProperties(List<Map.Entry<String, String>> properties) {
        return with(options.withUserProperties(properties));
    }

    /**
     * QoS 0: leaves the outbox once it is written to the connection, so that it is lost when that breaks at the wrong
     * moment. {@link Acknowledgement#byBroker()} is then false. For samples of which the next one comes soon.
     *
     * @return the request with QoS 0
     */
    public PublishRequest atMostOnce() {
        return with(options.withQos(Qos.AT_MOST_ONCE));
    }

    /**
     * QoS 2, for one hop and one session: two round trips for each message, and no duplicate on the way to the broker as
     * long as the connection lasts. Across connections it is at least once, with the same id: a new connection starts
     * without the packet ids of the one before, and the broker would take a new message under an old packet id for a
     * repetition and swallow it. Where that could be (an exchange broke off, or the session is older than this connection
     * object), the message therefore goes with QoS 1 until the broker starts a new session, and
     * {@link Acknowledgement#qos()} says so. A consumer that is idempotent needs none of this.
     *
     * @param reason why an idempotent consumer will not do, for whoever reads the code; not blank
     * @return the request with QoS 2
     * @throws IllegalArgumentException if the reason is blank
     */
    public PublishRequest exactlyOnce(String reason) {
        Objects.requireNonNull(reason, "reason must not be null");
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason must say why QoS 1 and an idempotent consumer will not do");
        }
        return with(options.withQos(Qos.EXACTLY_ONCE));
    }

    /**
     * Where to.
     *
     * @return the topic
     */
    public Topic topic() {
        return topic;
    }

    /**
     * What to say.
     *
     * @return the value
     */
    public Object value() {
        return value;
    }

    /**
     * How it travels.
     *
     * @return QoS, retain flag, expiry, content type and user properties
     */
    public DeliveryOptions options() {
        return options;
    }

    /** Topic and options; the value may be confidential. */
    @Override
    public String toString() {
        return "PublishRequest[" + topic + ", " + options.qos() + (options.retained() ? ", retained" : "")
                + (options.expiry() == null ? "" : ", expires after " + options.expiry()) + "]";
    }
}
