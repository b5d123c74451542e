package dev.latido.topics.internal;

import dev.latido.topics.TopicLimit;
import dev.latido.topics.Violation;
import java.util.ArrayList;
import java.util.List;

/** Checks the limits of MQTT for topic names and filters alike (MQTT 5 sections 1.5.4 and 4.7.3). */
public final class MqttText {

    static final int MAX_BYTES = 65_535;
    private static final int MAX_BYTES_PER_CHAR = 3;

    private MqttText() {}

    /** Returns true if one pass shows that a text is a topic name; after false, the full checks decide. */
    public static boolean isPlainTopic(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean common = c > '+' && c < Character.MIN_SURROGATE;
            if (!common && (c == 0 || c == '+' || c == '#' || Character.isSurrogate(c))) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_BYTES / MAX_BYTES_PER_CHAR;
    }

    public static List<Violation> check(String text) {
        List<Violation> violations = new ArrayList<>();
        if (text.isEmpty()) {
            violations.add(new Violation(
                    TopicLimit.MQTT_TEXT, 0, text, "the text is empty: write at least one level", Slug.PLACEHOLDER));
        }
        if (text.codePoints().anyMatch(MqttText::isForbidden)) {
            addForbidden(Levels.of(text), violations);
        }
        int bytes = Utf8.length(text);
        if (bytes > MAX_BYTES) {
            String message = "the text has " + bytes + " bytes of at most " + MAX_BYTES;
            violations.add(new Violation(
                    TopicLimit.MQTT_TEXT, Violation.WHOLE_TEXT, text, message, Utf8.truncate(text, MAX_BYTES)));
        }
        return violations;
    }

    private static void addForbidden(List<String> levels, List<Violation> violations) {
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.codePoints().anyMatch(MqttText::isForbidden)) {
                String message =
                        "the level contains U+0000 or an unpaired surrogate; brokers close the connection on it";
                violations.add(new Violation(TopicLimit.MQTT_TEXT, i, level, message, Slug.propose(level)));
            }
        }
    }

    private static boolean isForbidden(int codePoint) {
        return codePoint == 0 || Utf8.isLoneSurrogate(codePoint);
    }
}
