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
 * A message with its options, for {@link ResilientPublisher#publish(PublishRequest)}. Immutable and thread-safe: each
 * method returns a new request. If two calls set the same option, the last one counts.
 *
 * <pre>{@code
 * publisher.publish(PublishRequest.of(reset, Map.of("delay", 5)).expiry(Duration.ofMinutes(1)));
 * }</pre>
 */
public final class PublishRequest {

    /** The largest expiry of MQTT 5: 4,294,967,295 s (section 3.3.2.3.3). */
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
     * Creates a request with QoS 1, not retained, without expiry.
     *
     * @param topic the topic
     * @param value the value; the publisher's codec writes it
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
     * Has the broker keep the message as the topic's last value for later subscribers (MQTT 5, section 3.3.1.3). Use it
     * for states only: every device that reconnects would execute a retained command again.
     *
     * @return the retained request
     */
    public PublishRequest retained() {
        return with(options.withRetained(true));
    }

    /**
     * Sets the time for which the message is worth delivering, counted from {@code publish}. The time in the outbox is
     * subtracted; if nothing is left, the message is not sent, and its publication fails with {@link
     * MessageExpiredException}. The broker drops the message when the rest has passed (MQTT 5, section 3.3.2.3.3), in
     * seconds, rounded up.
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
     * Sets the MIME type of the payload (MQTT 5, section 3.3.2.3.9). Default: {@link PayloadCodec#contentType()}.
     *
     * @param contentType such as {@code application/cbor}, not blank
     * @return the request with its content type
     * @throws IllegalArgumentException if it is blank, or not a valid MQTT string
     */
    public PublishRequest contentType(String contentType) {
        return with(options.withContentType(MqttText.notBlank("contentType", contentType)));
    }

    /**
     * Adds a user property, a name and a value next to the payload (MQTT 5, section 3.3.2.3.7). Names may repeat; the
     * order is kept.
     *
     * @param name not blank, not {@code traceparent}, not beginning with {@code latido-}
     * @param value any string
     * @return the request with one more property
     * @throws IllegalArgumentException if one of them is not allowed, or not a valid MQTT string
     */
    public PublishRequest userProperty(String name, String value) {
        MqttText.notBlank("name", name);
        if (name.startsWith(MessageProperties.PREFIX) || name.equals(TRACEPARENT)) {
            throw new IllegalArgumentException("name must not be " + TRACEPARENT + " or begin with "
                    + MessageProperties.PREFIX + ", which are set by the SDK; was " + name);
        }
        return property(name, MqttText.valid("value", value));
    }

    /**
     * Sets the trace of the message, sent as the user property {@code traceparent} of W3C Trace Context.
     *
     * @param traceparent such as {@code 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01}
     * @return the request with this trace, in place of an earlier one
     * @throws IllegalArgumentException if it has another format
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
     * Selects QoS 0: the message leaves the outbox once it is written to the connection, and is lost if the connection
     * breaks before it arrives. {@link Acknowledgement#byBroker()} is then false. Use it for samples that are soon
     * followed by the next one.
     *
     * @return the request with QoS 0
     */
    public PublishRequest atMostOnce() {
        return with(options.withQos(Qos.AT_MOST_ONCE));
    }

    /**
     * Selects QoS 2, for one hop and one session: two round trips per message, and no duplicate on the way to the
     * broker as long as the connection lasts. Across connections it is at least once, with the same id.
     *
     * <p>A new connection starts without the packet ids of the one before. The broker would take a new message under an
     * old packet id for a repetition and discard it. If that is possible (an exchange was interrupted, or the session
     * is older than this connection object), the message is therefore sent with QoS 1 until the broker starts a new
     * session, and {@link Acknowledgement#qos()} reports it. With an idempotent consumer, QoS 1 is enough.
     *
     * <p>A publication with QoS 2 is acknowledged by PUBCOMP alone. If the connection ends before it, the message is sent
     * again. With MQTT 3.1.1 nothing else is sent between PUBLISH and PUBCOMP, because the broker cannot say how many
     * exchanges it keeps; some brokers acknowledge and discard the messages beyond that number. A message with QoS 2 for
     * a broker that accepts QoS 1 at most ends with a {@link PublishRejectedException}.
     *
     * @param reason the reason why an idempotent consumer is not enough, for readers of the code; not blank
     * @return the request with QoS 2
     * @throws IllegalArgumentException if the reason is blank
     */
    public PublishRequest exactlyOnce(String reason) {
        Objects.requireNonNull(reason, "reason must not be null");
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason must say why QoS 1 and an idempotent consumer are not enough");
        }
        return with(options.withQos(Qos.EXACTLY_ONCE));
    }

    /**
     * Returns the topic.
     *
     * @return the topic
     */
    public Topic topic() {
        return topic;
    }

    /**
     * Returns the value.
     *
     * @return the value
     */
    public Object value() {
        return value;
    }

    /**
     * Returns the options.
     *
     * @return QoS, retain flag, expiry, content type and user properties
     */
    public DeliveryOptions options() {
        return options;
    }

    /** Names topic and options, but not the value, which may be confidential. */
    @Override
    public String toString() {
        return "PublishRequest[" + topic + ", " + options.qos() + (options.retained() ? ", retained" : "")
                + (options.expiry() == null ? "" : ", expires after " + options.expiry()) + "]";
    }
}
