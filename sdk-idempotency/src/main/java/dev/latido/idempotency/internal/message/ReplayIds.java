package dev.latido.idempotency.internal.message;

import java.util.List;
import java.util.Map;

/**
 * The numbering of replayed dead letters. A dead letter is remembered as dealt with, so its replay must be another message
 * to the seen-store of the group that gave it up: the replay's number becomes part of the id under which it is remembered.
 * Copies of one replay are duplicates of each other like those of any message.
 */
public final class ReplayIds {

    private ReplayIds() {}

    /** The id under which a group remembers a message. For other groups the replay is the message that it was. */
    static String seenAs(String id, String group, List<Map.Entry<String, String>> properties) {
        int number = number(properties);
        boolean ours = number > 0 && group.equals(UserPropertyNames.first(properties, UserPropertyNames.GROUP));
        return ours ? Hashes.fitting(id + "#replay-" + number) : id;
    }

    /** The number of a message; 0 if it is no replay. */
    public static int number(List<Map.Entry<String, String>> properties) {
        String text = UserPropertyNames.first(properties, UserPropertyNames.REPLAY);
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
