package dev.latido.topics.acl;

import dev.latido.topics.TopicFilter;
import dev.latido.topics.internal.Quoted;
import java.util.List;

/**
 * One right.
 *
 * @param access what may be done
 * @param filter with which topics; without {@code $share/group/}
 * @param group the only group in which it may be read, or empty for none
 */
record AclGrant(Access access, String filter, String group) {

    enum Access {
        READ,
        WRITE
    }

    /** What stands for a user's name in Mosquitto's patterns and in HiveMQ's roles, and what escapes it there. */
    private static final List<String> SUBSTITUTED = List.of("%u", "%c", "${{", "§");

    static AclGrant of(Access access, TopicFilter filter) {
        String text = filter.toString();
        boolean breaksOut = text.codePoints().anyMatch(AclGrant::endsAWord)
                || SUBSTITUTED.stream().anyMatch(text::contains);
        if (breaksOut) {
            throw new IllegalArgumentException("filter " + Quoted.of(text)
                    + " must have no white space, control characters, %u, %c, ${{ or §: they could end a line or stand"
                    + " for a name in the broker's file");
        }
        return new AclGrant(
                access, filter.filter().toString(), filter.shareGroup().orElse(""));
    }

    static boolean endsAWord(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.isISOControl(codePoint);
    }
}
