package dev.latido.core.internal.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of one session, as a connection brings them, without one. */
public final class ReceivedMessages {

    private static final Topic TOPIC = Topic.unchecked("acme/v1/evt/planta-1/norte/gw/temp");

    private volatile boolean ended;

    private record Received(
            String topic,
            byte[] payload,
            boolean retained,
            boolean redeliverable,
            boolean redelivered,
            List<Map.Entry<String, String>> userProperties,
            byte @Nullable [] correlationData)
            implements IncomingPublish {

        @Override
        public void acknowledge() {
            // The test is told by the message.
        }
    }

    /** A message as it comes over the wire. */
    public static IncomingPublish publish(Topic topic, String payload) {
        return new Received(topic.toString(), payload.getBytes(UTF_8), false, true, false, List.of(), null);
    }

    /** A message of a session that stands, with a callback for its acknowledgement. */
    public static InboundMessage message(Topic topic, String payload, Runnable acknowledged) {
        return new InboundMessage(topic, publish(topic, payload), () -> true, acknowledged);
    }

    /** A retained message that the broker delivers again when it is not acknowledged. */
    public InboundMessage message(String payload) {
        return message(TOPIC, payload, true, true, false, Map.of("site", "planta-1"), null, () -> {});
    }

    /** A message with QoS 0. */
    public InboundMessage fleeting(String payload) {
        return message(TOPIC, payload, false, false, false, Map.of("site", "planta-1"), null, () -> {});
    }

    /** A message with user properties and correlation data. */
    public InboundMessage with(String payload, Map<String, String> properties, byte @Nullable [] correlationData) {
        return message(TOPIC, payload, false, true, false, properties, correlationData, () -> {});
    }

    /** A message on a topic, with a callback for its acknowledgement. */
    public InboundMessage on(String topic, String payload, Runnable acknowledged) {
        return on(topic, payload, Map.of(), acknowledged);
    }

    /** The same with user properties. */
    public InboundMessage on(String topic, String payload, Map<String, String> properties, Runnable acknowledged) {
        return message(Topic.unchecked(topic), payload, false, true, false, properties, null, acknowledged);
    }

    /** A message that the broker flags as sent before. */
    public InboundMessage again(String topic, String payload, Runnable acknowledged) {
        return message(Topic.unchecked(topic), payload, false, true, true, Map.of(), null, acknowledged);
    }

    private InboundMessage message(
            Topic topic,
            String payload,
            boolean retained,
            boolean redeliverable,
            boolean redelivered,
            Map<String, String> properties,
            byte @Nullable [] correlationData,
            Runnable acknowledged) {
        Received received = new Received(
                topic.toString(),
                payload.getBytes(UTF_8),
                retained,
                redeliverable,
                redelivered,
                List.copyOf(properties.entrySet()),
                correlationData);
        return new InboundMessage(topic, received, () -> !ended, acknowledged);
    }

    /** Ends the session: none of its messages is live any more. */
    public void endSession() {
        ended = true;
    }
}
