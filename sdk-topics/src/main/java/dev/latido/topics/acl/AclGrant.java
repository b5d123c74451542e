package dev.latido.topics.acl;

import dev.latido.topics.TopicFilter;
import dev.latido.topics.internal.Quoted;
import java.util.List;

/**
 * One permission.
 *
 * @param access the permitted activity
 * @param filter the topics; without {@code $share/group/}
 * @param group the only group in which the topics may be read, or empty for none
 */
record AclGrant(Access access, String filter, String group) {

    enum Access {
        READ,
        WRITE
    }

    /** The placeholders of a user name in Mosquitto's patterns and in HiveMQ's roles, and the escape character there. */
    private static final List<String> SUBSTITUTED = List.of("%u", "%c", "${{", "§");

    static AclGrant of(Access access, TopicFilter filter) {
        String text = filter.toString();
        boolean breaksOut = text.codePoints().anyMatch(AclGrant::endsAWord)
                || SUBSTITUTED.stream().anyMatch(text::contains);
        if (breaksOut) {
            throw new IllegalArgumentException("filter " + Quoted.of(text)
                    + " must not contain white space, control characters, %u, %c, ${{ or §: they could end a line or"
                    + " be replaced by a name in the broker's file");
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
