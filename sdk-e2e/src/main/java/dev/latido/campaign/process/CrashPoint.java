package dev.latido.campaign.process;

import java.util.Locale;

/** A point at which the process of a subscriber can be stopped, so that it is killed there. */
public enum CrashPoint {
    /** The message is claimed or marked, and nothing is done yet. */
    AFTER_CLAIM,
    /** The effect has taken place, or is written in the open transaction. */
    AFTER_EFFECT,
    /** The handler has returned, and nothing is committed. */
    BEFORE_COMMIT,
    /** Everything is committed, and the broker has no acknowledgement. */
    BEFORE_ACKNOWLEDGEMENT,
    /** The next statement is a slow commit. The process reports it and continues; the database is killed in the meantime. */
    IN_COMMIT;

    /** One effect in this number has a slow commit. */
    public static final int SLOW_COMMIT_EVERY = 25;

    /** Returns the name in the lines between processes. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static CrashPoint of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
