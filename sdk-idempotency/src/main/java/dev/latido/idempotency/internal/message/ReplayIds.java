package dev.latido.idempotency.internal.message;

import java.util.List;
import java.util.Map;

/**
 * Numbers the replays of dead letters. The group that could not handle a message remembers it as dead, so a replay must
 * be another message for its seen-store: the number of the replay becomes part of the id under which it is remembered.
 * Copies of one replay are duplicates of each other, as those of any message are.
 */
public final class ReplayIds {

    private ReplayIds() {}

    /**
     * Returns how a group remembers a message that may be the replay of a dead letter. For other groups than the one that
     * gave it up, a replay is the original message.
     */
    static String seenAs(String seenAs, String group, List<Map.Entry<String, String>> properties) {
        int number = number(properties);
        boolean ours = number > 0 && group.equals(UserPropertyNames.first(properties, UserPropertyNames.GROUP));
        return ours ? SeenIds.ofReplay(number, seenAs) : seenAs;
    }

    /** Returns the number of a replay; 0 if the message is not a replay. */
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
