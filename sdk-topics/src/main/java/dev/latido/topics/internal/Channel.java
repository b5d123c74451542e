package dev.latido.topics.internal;

import java.util.Arrays;

/** The level that keeps kinds of traffic apart (rule 5). */
enum Channel {
    EVENTS("evt"),
    COMMANDS("cmd"),
    STATE("state");

    private final String level;

    Channel(String level) {
        this.level = level;
    }

    String level() {
        return level;
    }

    static boolean isChannel(String level) {
        return Arrays.stream(values()).anyMatch(channel -> channel.level.equals(level));
    }
}
