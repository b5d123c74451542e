package dev.latido.idempotency.internal.message;

import dev.latido.topics.Topic;

/**
 * Makes the ids under which a seen-store remembers messages. Different messages never get the same one, because topics
 * contain neither {@code #} nor {@code +}, so that what follows the last {@code #} tells which kind it is:
 *
 * <ul>
 *   <li>{@code id}, or {@code id#} if it contains {@code #}: an id that is unique whatever the topic
 *   <li>{@code id#topic}: any other id
 *   <li>{@code …#+replay-n}: the replay of a dead letter, after one of the above
 * </ul>
 *
 * <p>Only the first kind has the form of a publisher's ids, for which a store in memory keeps windows. What is longer than
 * the column of a store is replaced by its hash.
 */
final class SeenIds {

    private static final char SEPARATOR = '#';

    private SeenIds() {}

    /** Returns how a message is remembered whose source of ids does not know whether they are unique. */
    static String byForm(Topic topic, String id) {
        if (ProducerId.is(id)) {
            return global(id);
        }
        String uuid = Uuids.canonical(id);
        return uuid != null ? uuid : ofTopic(topic, id);
    }

    /** Returns how a message is remembered whose id no other message has. */
    static String global(String id) {
        return id.indexOf(SEPARATOR) < 0 ? id : Hashes.fitting(id + SEPARATOR);
    }

    /** Returns how a message is remembered whose id no other message of its topic has. */
    static String ofTopic(Topic topic, String id) {
        return Hashes.fitting(id + SEPARATOR + topic);
    }

    /** Returns how the replay of a dead letter is remembered. */
    static String ofReplay(int number, String seenAs) {
        return Hashes.fitting(seenAs + SEPARATOR + "+replay-" + number);
    }
}
