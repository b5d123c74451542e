package dev.latido.idempotency.internal.deadletter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.MessageProperties;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterBox;
import dev.latido.idempotency.internal.message.ReplayIds;
import dev.latido.idempotency.internal.message.UserPropertyNames;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters that a subscription delivers, until they are removed. Thread-safe. */
public final class SubscribedDeadLetterBox implements DeadLetterBox, InboundConsumer {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterBox.class);

    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;
    private static final int PUBLISH_SECONDS = 10;

    private final ConnectionLink link;
    private final List<TopicFilter> topics;
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();

    @GuardedBy("kept")
    private final List<Kept> kept = new ArrayList<>();

    @GuardedBy("kept")
    private ConnectionLink.@Nullable Subscription subscription;

    /** The number of dead letters before the last removed one, whose acknowledgement waits for theirs. */
    @GuardedBy("kept")
    private int stranded;

    @GuardedBy("kept")
    private boolean closed;

    /** A message as it arrived; without a dead letter if it is not one of Latido's. */
    private record Kept(InboundMessage inbound, @Nullable DeadLetter letter) {}

    private SubscribedDeadLetterBox(ConnectionLink link, TopicFilter topics) {
        this.link = link;
        this.topics = List.of(topics);
    }

    /** Subscribes and returns the box, which is empty at first. */
    public static DeadLetterBox on(ConnectionLink link, TopicFilter topics) {
        SubscribedDeadLetterBox box = new SubscribedDeadLetterBox(link, topics);
        ConnectionLink.Subscription place = link.subscribe(box);
        synchronized (box.kept) {
            box.subscription = place;
        }
        place.granted().whenComplete((granted, failure) -> {
            if (failure == null) {
                box.subscribed.complete(null);
            } else {
                box.subscribed.completeExceptionally(failure);
            }
        });
        return box;
    }

    @Override
    public List<TopicFilter> filters() {
        return topics;
    }

    @Override
    public void subscriptionRefused(Throwable cause) {
        subscribed.completeExceptionally(cause);
    }

    @Override
    public CompletableFuture<Void> subscribed() {
        return subscribed.copy();
    }

    @Override
    public void delivered(InboundMessage message) {
        Kept arrived = new Kept(message, letter(message));
        synchronized (kept) {
            kept.removeIf(earlier -> !earlier.inbound().live());
            stranded = Math.min(stranded, kept.size());
            kept.add(arrived);
        }
    }

    private static @Nullable DeadLetter letter(InboundMessage message) {
        List<Map.Entry<String, String>> properties = message.userProperties();
        String topic = UserPropertyNames.first(properties, UserPropertyNames.TOPIC);
        String group = UserPropertyNames.first(properties, UserPropertyNames.GROUP);
        if (topic == null || group == null) {
            log.warn(
                    "A message on {} is not a dead letter of Latido; it stays unacknowledged at the broker",
                    message.topic());
            return null;
        }
        return new DeadLetter(
                Topic.unchecked(topic),
                message.payload(),
                group,
                Optional.ofNullable(UserPropertyNames.first(properties, MessageProperties.ID)),
                Objects.requireNonNullElse(UserPropertyNames.first(properties, UserPropertyNames.REASON), "unknown"),
                attempts(UserPropertyNames.first(properties, UserPropertyNames.ATTEMPTS)),
                properties);
    }

    private static int attempts(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public List<DeadLetter> letters() {
        synchronized (kept) {
            List<DeadLetter> letters = new ArrayList<>();
            for (Kept one : kept) {
                if (one.letter() != null) {
                    letters.add(one.letter());
                }
            }
            return letters;
        }
    }

    @Override
    public CompletableFuture<Void> replay(DeadLetter letter) {
        Kept one = find(letter);
        return link.publishNow(letter.topic(), letter.payload(), properties(letter))
                .thenAccept(code -> {
                    if (code == NO_MATCHING_SUBSCRIBERS) {
                        throw new IllegalStateException(
                                "no client has subscribed to " + letter.topic() + "; the dead letter stays in the box");
                    }
                    takeOut(one);
                });
    }

    /** Returns the properties of the original message, the number of the replay, and the group of the dead letter. */
    private static List<Map.Entry<String, String>> properties(DeadLetter letter) {
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        boolean otherId = UserPropertyNames.first(letter.userProperties(), UserPropertyNames.ORIGINAL_ID) != null;
        for (Map.Entry<String, String> property : letter.userProperties()) {
            if (otherId && property.getKey().equals(UserPropertyNames.ORIGINAL_ID)) {
                properties.add(Map.entry(MessageProperties.ID, property.getValue()));
            } else if (otherId && property.getKey().equals(MessageProperties.ID)) {
                continue;
            } else if (!DeadLetterPublisher.OWN.contains(property.getKey())
                    && !property.getKey().equals(UserPropertyNames.REPLAY)) {
                properties.add(property);
            }
        }
        properties.add(Map.entry(UserPropertyNames.GROUP, letter.group()));
        properties.add(
                Map.entry(UserPropertyNames.REPLAY, Integer.toString(ReplayIds.number(letter.userProperties()) + 1)));
        return properties;
    }

    @Override
    public void discard(DeadLetter letter) {
        takeOut(find(letter));
    }

    private Kept find(DeadLetter letter) {
        Objects.requireNonNull(letter, "letter must not be null");
        synchronized (kept) {
            for (Kept one : kept) {
                if (letter.equals(one.letter())) {
                    return one;
                }
            }
        }
        throw new IllegalArgumentException("letter must be in the box, was " + letter);
    }

    private void takeOut(Kept one) {
        synchronized (kept) {
            int place = kept.indexOf(one);
            if (place >= 0) {
                kept.remove(place);
                stranded = Math.max(place, place < stranded ? stranded - 1 : stranded);
            }
        }
        one.inbound().acknowledge();
    }

    @Override
    public void close() {
        List<Kept> first;
        ConnectionLink.Subscription place;
        synchronized (kept) {
            if (closed) {
                return;
            }
            closed = true;
            place = subscription;
            first = List.copyOf(kept.subList(0, stranded));
        }
        if (place != null) {
            place.stop();
        }
        for (Kept one : first) {
            if (!putAtTheEnd(one.inbound())) {
                return;
            }
            one.inbound().acknowledge();
        }
    }

    private boolean putAtTheEnd(InboundMessage message) {
        try {
            link.publishNow(message.topic(), message.payload(), message.userProperties())
                    .get(PUBLISH_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn(
                    "Could not republish a dead letter to {}; dead letters may be delivered again", message.topic(), e);
        }
        return false;
    }
}
