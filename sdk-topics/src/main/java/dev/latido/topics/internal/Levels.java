package dev.latido.topics.internal;

import java.util.List;

/** A topic as the list of its levels (MQTT 5 section 4.7.1.1); empty levels count. */
public final class Levels {

    /** The separator of two levels. */
    public static final char SEPARATOR = '/';

    private Levels() {}

    /** Returns the levels of a text; never empty, because the empty text is one empty level. */
    public static List<String> of(String text) {
        return List.of(text.split("/", -1));
    }

    /** Joins levels to a text. */
    public static String join(List<String> levels) {
        return String.join("/", levels);
    }
}
