package dev.latido.idempotency.internal.deadletter;

import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.link.UnacknowledgedException;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterHandler;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.deadletter.NotStoredException.Kind;
import dev.latido.idempotency.internal.message.UserPropertyNames;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes dead letters, with the unchanged payload and everything else as user properties, or passes them to the
 * application's handler or table. Thread-safe.
 */
public final class DeadLetterPublisher {

    /** Written to every dead letter; values from an earlier dead letter are replaced. */
    static final Set<String> OWN = Set.of(
            UserPropertyNames.TOPIC,
            UserPropertyNames.GROUP,
            UserPropertyNames.REASON,
            UserPropertyNames.ATTEMPTS,
            UserPropertyNames.PAYLOAD);

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    /** MQTT 5, section 3.4.2.1: the broker acknowledged the message and dropped it. */
    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

    private final ConnectionLink link;
    private final String group;
    private final Topic topic;
    private final @Nullable DeadLetterHandler handler;
    private final @Nullable LetterTable tableOfTheMarks;
    private final @Nullable DeadLetterHandler impossible;

    /** The size of the largest packet that the application allows or that was found out. */
    private final AtomicInteger maximum;

    /** Creates the publisher of a subscriber that marks messages in a seen-store. */
    public DeadLetterPublisher(ConnectionLink link, SubscriberSettings settings, SeenStore store) {
        this.link = link;
        this.group = settings.group();
        this.topic = settings.deadLetterTopic();
        this.handler = settings.deadLetters();
        this.tableOfTheMarks = handler instanceof LetterTable table && table.sharesTransactionsOf(store) ? table : null;
        this.impossible = settings.impossibleDeadLetters();
        this.maximum = new AtomicInteger(settings.deadLetterMaximum());
    }

    /** Returns the table that stores a dead letter in the transaction of its message's mark; null if there is none. */
    public @Nullable LetterTable tableOfTheMarks() {
        return tableOfTheMarks;
    }

    /**
     * Returns the dead letter of a message.
     *
     * @param id null if the message has none that can be read
     * @param cause the failure of the last attempt; null if no attempt failed
     */
    public DeadLetter letter(
            InboundMessage inbound, @Nullable String id, String reason, int attempts, @Nullable Throwable cause) {
        return new DeadLetter(
                inbound.topic(),
                inbound.payload(),
                group,
                Optional.ofNullable(id),
                printable(reason),
                attempts,
                inbound.userProperties(),
                Optional.ofNullable(cause));
    }

    /**
     * Stores a dead letter; the application's handler may block.
     *
     * @param markedAs the id under which the message is marked afterwards; null if it gets no mark
     * @return completes when the broker has acknowledged it and a client keeps it, or the handler has stored it;
     *     exceptionally with {@link NotStoredException}, with that of a connection without a session, or with what the
     *     handler threw
     */
    public CompletableFuture<Void> store(DeadLetter letter, @Nullable String markedAs) {
        try {
            if (handler instanceof LetterTable table) {
                table.store(letter, markedAs);
                return CompletableFuture.completedFuture(null);
            }
            if (handler != null) {
                handler.keep(letter);
                return CompletableFuture.completedFuture(null);
            }
            int most = Math.min(maximum.get(), link.maximumPacketSize());
            boolean withProperties = link.carriesUserProperties();
            LetterForm.Packet packet = LetterForm.fitting(letter, topic, most, withProperties);
            if (packet == null) {
                return impossible(letter, most);
            }
            int size = packet.size(topic, withProperties);
            return link.publishNow(topic, packet.payload(), packet.properties())
                    .exceptionallyCompose(
                            failure -> CompletableFuture.failedFuture(explained(FailureText.unwrapped(failure), size)))
                    .thenAccept(code -> checkKept(code, letter, packet, size));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> impossible(DeadLetter letter, int most) throws Exception {
        if (impossible == null) {
            throw new NotStoredException(
                    Kind.IMPOSSIBLE,
                    0,
                    "even a reference to the message is larger than " + most
                            + " bytes, the largest packet that the broker"
                            + " accepts on " + topic + "; raise its limit, or use deadLetters(…) or"
                            + " impossibleDeadLetters(…)",
                    null);
        }
        impossible.keep(letter);
        return CompletableFuture.completedFuture(null);
    }

    private Throwable explained(Throwable failure, int size) {
        if (!(failure instanceof UnacknowledgedException unacknowledged)) {
            return failure;
        }
        return switch (unacknowledged.kind()) {
            case REFUSED ->
                new NotStoredException(
                        Kind.REFUSED,
                        size,
                        "the broker refuses dead letters on " + topic + " (" + failure.getMessage()
                                + "); grant this client the permission to publish on " + topic
                                + ", or use deadLetters(…)",
                        failure);
            case TOO_LARGE -> {
                tooLarge(size);
                yield new NotStoredException(
                        Kind.SESSION_ENDED, size, "the dead letter is too large for the broker", failure);
            }
            case SESSION_ENDED ->
                new NotStoredException(
                        Kind.SESSION_ENDED,
                        size,
                        "the connection ended before the broker acknowledged the dead letter on " + topic + ": "
                                + failure.getMessage(),
                        failure);
        };
    }

    /** Remembers that the broker accepts no packet of this size. */
    public void tooLarge(int size) {
        maximum.accumulateAndGet(size - 1, Math::min);
    }

    /** Returns for how long the session has been open, by the steady clock; negative if there is none. */
    public Duration sessionAge(Instant now) {
        ConnectionLink.Standing standing = link.standing();
        return standing == null ? Duration.ofSeconds(-1) : Duration.between(standing.since(), now);
    }

    private void checkKept(int reasonCode, DeadLetter letter, LetterForm.Packet packet, int size) {
        if (reasonCode == NO_MATCHING_SUBSCRIBERS) {
            throw new NotStoredException(
                    Kind.NOT_KEPT,
                    size,
                    "the broker drops dead letters because no client has subscribed to " + topic
                            + "; subscribe a client with a persistent session, or use deadLetters(…)",
                    null);
        }
        if (packet.form() != LetterForm.WHOLE) {
            log.warn(
                    "{}: {} is larger than the broker accepts and was published {}",
                    group,
                    letter,
                    packet.form() == LetterForm.REFERENCE
                            ? "as a reference, without its payload"
                            : "without the user properties of its message");
        }
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
