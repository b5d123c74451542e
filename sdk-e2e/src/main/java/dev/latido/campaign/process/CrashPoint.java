package dev.latido.campaign.process;

import java.util.Locale;

/** Where a subscriber's process can be made to stop for good, so that it is killed right there. */
public enum CrashPoint {
    /** The message is claimed or marked, and nothing is done yet. */
    AFTER_CLAIM,
    /** The effect has taken place, or is written in the open transaction. */
    AFTER_EFFECT,
    /** The handler has returned, nothing is committed. */
    BEFORE_COMMIT,
    /** All is committed, and the broker does not know. */
    BEFORE_ACKNOWLEDGEMENT,
    /** The next statement is a slow commit. Nobody stops here: it is told, so that the database is killed meanwhile. */
    IN_COMMIT;

    /** One in so many effects has a slow commit. */
    public static final int SLOW_COMMIT_EVERY = 25;

    /** As it is spelt in commands and lines. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static CrashPoint of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
