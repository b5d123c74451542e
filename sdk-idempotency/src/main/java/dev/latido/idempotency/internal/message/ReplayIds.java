package dev.latido.idempotency.internal.message;

import dev.latido.idempotency.internal.deadletter.DeadLetterPublisher;
import dev.latido.idempotency.internal.message.IdSources.UserProperties;
import java.util.List;
import java.util.Map;

/**
 * The numbering of replayed dead letters. A dead letter is remembered as dealt with, so its replay must be another message
 * to the seen-store of the group that gave it up: the replay's number becomes part of the id under which it is remembered.
 * Copies of one replay are duplicates of each other like those of any message.
 */
final class ReplayIds {

    /** The how-manieth replay of a message it is, from 1. */
    static final String PROPERTY = "latido-replay";

    private ReplayIds() {}

    /** The id under which a group remembers a message. For other groups the replay is the message that it was. */
    static String seenAs(String id, String group, List<Map.Entry<String, String>> properties) {
        int number = number(properties);
        boolean ours = number > 0 && group.equals(UserProperties.first(properties, DeadLetterPublisher.GROUP));
        return ours ? Hashes.fitting(id + "#replay-" + number) : id;
    }

    /** The number of a message; 0 if it is no replay. */
    static int number(List<Map.Entry<String, String>> properties) {
        String text = UserProperties.first(properties, PROPERTY);
        if (text == null) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
