package dev.latido.idempotency.internal.deadletter;

import dev.latido.core.MessageProperties;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterHandler;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.message.UserPropertyNames;
import dev.latido.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes dead letters, with the unchanged payload and everything else as user properties, or passes them to the
 * application's handler. Thread-safe.
 */
public final class DeadLetterPublisher {

    /** Written to every dead letter; values from an earlier dead letter are replaced. */
    static final Set<String> OWN = Set.of(
            UserPropertyNames.TOPIC, UserPropertyNames.GROUP, UserPropertyNames.REASON, UserPropertyNames.ATTEMPTS);

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    /** MQTT 5, section 3.4.2.1: the broker acknowledged the message and dropped it. */
    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

    private final ConnectionLink link;
    private final String group;
    private final Topic topic;
    private final @Nullable DeadLetterHandler handler;

    public DeadLetterPublisher(ConnectionLink link, SubscriberSettings settings) {
        this.link = link;
        this.group = settings.group();
        this.topic = settings.deadLetterTopic();
        this.handler = settings.deadLetters();
    }

    /** Returns the dead letter of a message; id is null if the message has none that can be read. */
    public DeadLetter letter(InboundMessage inbound, @Nullable String id, String reason, int attempts) {
        return new DeadLetter(
                inbound.topic(),
                inbound.payload(),
                group,
                Optional.ofNullable(id),
                printable(reason),
                attempts,
                inbound.userProperties());
    }

    /**
     * Stores a dead letter; the application's handler may block.
     *
     * @return completes when the broker has acknowledged it, or the handler has stored it
     */
    public CompletableFuture<Void> store(DeadLetter letter) {
        try {
            if (handler != null) {
                handler.keep(letter);
                return CompletableFuture.completedFuture(null);
            }
            return link.publishNow(topic, letter.payload(), properties(letter)).thenAccept(this::checkKept);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void checkKept(int reasonCode) {
        if (reasonCode == NO_MATCHING_SUBSCRIBERS) {
            log.warn(
                    "{}: the broker dropped a dead letter because no client has subscribed to {}; subscribe a client with"
                            + " a persistent session",
                    group,
                    topic);
        }
    }

    private static List<Map.Entry<String, String>> properties(DeadLetter letter) {
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        for (Map.Entry<String, String> property : letter.userProperties()) {
            boolean replaced = letter.id().isPresent() && property.getKey().equals(MessageProperties.ID);
            if (replaced && !property.getValue().equals(letter.id().get())) {
                properties.add(Map.entry(UserPropertyNames.ORIGINAL_ID, property.getValue()));
            } else if (!OWN.contains(property.getKey()) && !replaced) {
                properties.add(property);
            }
        }
        properties.add(Map.entry(UserPropertyNames.TOPIC, letter.topic().toString()));
        properties.add(Map.entry(UserPropertyNames.GROUP, letter.group()));
        letter.id().ifPresent(id -> properties.add(Map.entry(MessageProperties.ID, id)));
        properties.add(Map.entry(UserPropertyNames.REASON, letter.reason()));
        properties.add(Map.entry(UserPropertyNames.ATTEMPTS, Integer.toString(letter.attempts())));
        return properties;
    }

    /** Replaces control characters and lone surrogates, which MQTT strings must not contain (MQTT 5, section 1.5.4). */
    private static String printable(String reason) {
        String text = reason.length() > 1_024 ? reason.substring(0, 1_024) : reason;
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
