package dev.latido.topics.internal;

import java.util.Arrays;

/** The level that separates the kinds of traffic (rule 5). */
public enum Channel {
    EVENTS("evt"),
    COMMANDS("cmd"),
    STATE("state");

    private final String level;

    Channel(String level) {
        this.level = level;
    }

    public String level() {
        return level;
    }

    public static boolean isChannel(String level) {
        return Arrays.stream(values()).anyMatch(channel -> channel.level.equals(level));
    }
}
