package dev.latido.idempotency.internal.deadletter;

import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterHandler;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.message.IdSources;
import dev.latido.topics.Topic;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes messages that were given up, the payload as it came and the rest as user properties, or hands them over. */
final class DeadLetterPublisher {

    static final String TOPIC = "latido-topic";
    static final String GROUP = "latido-group";
    static final String REASON = "latido-reason";
    static final String ATTEMPTS = "latido-attempts";

    /** Written by this office; what an earlier one wrote is replaced. */
    static final Set<String> OWN = Set.of(TOPIC, GROUP, REASON, ATTEMPTS);

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    /** MQTT 5, section 3.4.2.1: acknowledged, and dropped. */
    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

    private final ConnectionLink link;
    private final String group;
    private final Topic topic;
    private final @Nullable DeadLetterHandler handler;

    DeadLetterPublisher(ConnectionLink link, SubscriberSettings settings) {
        this.link = link;
        this.group = settings.group();
        this.topic = settings.deadLetterTopic();
        this.handler = settings.deadLetters();
    }

    DeadLetter letter(InboundMessage inbound, @Nullable String id, Verdict.GivenUp verdict) {
        return new DeadLetter(
                inbound.topic(),
                inbound.payload(),
                group,
                Optional.ofNullable(id),
                printable(verdict.reason()),
                verdict.attempts(),
                inbound.userProperties());
    }

    /** Completes when the broker has acknowledged the dead letter, or the user's handler has kept it; may block. */
    CompletableFuture<Void> store(DeadLetter letter) {
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
                    "{}: the broker dropped a dead letter, because nobody has subscribed to {}; let a client with a"
                            + " persistent session do so",
                    group,
                    topic);
        }
    }

    private static List<Map.Entry<String, String>> properties(DeadLetter letter) {
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        for (Map.Entry<String, String> property : letter.userProperties()) {
            boolean replaced = letter.id().isPresent() && property.getKey().equals(IdSources.ID_PROPERTY);
            if (!OWN.contains(property.getKey()) && !replaced) {
                properties.add(property);
            }
        }
        properties.add(Map.entry(TOPIC, letter.topic().toString()));
        properties.add(Map.entry(GROUP, letter.group()));
        letter.id().ifPresent(id -> properties.add(Map.entry(IdSources.ID_PROPERTY, id)));
        properties.add(Map.entry(REASON, letter.reason()));
        properties.add(Map.entry(ATTEMPTS, Integer.toString(letter.attempts())));
        return properties;
    }

    /** MQTT strings must not carry control characters or lone surrogates (MQTT 5, section 1.5.4). */
    private static String printable(String reason) {
        String text = reason.length() > 1_024 ? reason.substring(0, 1_024) : reason;
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
