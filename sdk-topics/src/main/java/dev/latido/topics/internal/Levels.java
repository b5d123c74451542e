package dev.latido.topics.internal;

import java.util.List;

/** A topic as the list of its levels (MQTT 5 section 4.7.1.1); empty levels count. */
public final class Levels {

    /** What separates two levels. */
    public static final char SEPARATOR = '/';

    private Levels() {}

    /** The levels of a text; never empty, since the empty text is one empty level. */
    public static List<String> of(String text) {
        return List.of(text.split("/", -1));
    }

    /** The text of these levels. */
    public static String join(List<String> levels) {
        return String.join("/", levels);
    }
}
