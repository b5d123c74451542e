package dev.latido.idempotency.internal.deadletter;

import dev.latido.core.MessageProperties;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.internal.message.ReplayIds;
import dev.latido.idempotency.internal.message.UserPropertyNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Publishes dead letters to their original topics. */
final class Replay {

    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

    private Replay() {}

    /** Publishes a dead letter; the future fails if no client has subscribed to its topic. */
    static CompletableFuture<Void> publish(ConnectionLink link, DeadLetter letter) {
        return link.publishNow(letter.topic(), letter.payload(), properties(letter))
                .thenAccept(code -> {
                    if (code == NO_MATCHING_SUBSCRIBERS) {
                        throw new IllegalStateException(
                                "no client has subscribed to " + letter.topic() + "; the dead letter stays in the box");
                    }
                });
    }

    /** Returns the properties of the original message, the number of the replay, and the group of the dead letter. */
    private static List<Map.Entry<String, String>> properties(DeadLetter letter) {
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        boolean otherId = UserPropertyNames.first(letter.userProperties(), UserPropertyNames.ORIGINAL_ID) != null;
        for (Map.Entry<String, String> property : letter.userProperties()) {
            String name = property.getKey();
            if (otherId && name.equals(UserPropertyNames.ORIGINAL_ID)) {
                properties.add(Map.entry(MessageProperties.ID, property.getValue()));
            } else if (!(otherId && name.equals(MessageProperties.ID))
                    && !name.equals(UserPropertyNames.REPLAY)
                    && !DeadLetterPublisher.OWN.contains(name)) {
                properties.add(property);
            }
        }
        properties.add(Map.entry(UserPropertyNames.GROUP, letter.group()));
        properties.add(
                Map.entry(UserPropertyNames.REPLAY, Integer.toString(ReplayIds.number(letter.userProperties()) + 1)));
        return properties;
    }
}
