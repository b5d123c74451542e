package dev.latido.core.internal.journal;

import java.time.Duration;

/**
 * Bounds of a journal.
 *
 * @param maxMessages how many messages it holds at most
 * @param maxBytes how many bytes they may count
 * @param segmentBytes how large a segment becomes before the next is begun
 * @param salvage whether damage is answered with keeping what can be read
 * @param retryPause how long a broken disk is left alone before it is tried again
 */
public record JournalSettings(int maxMessages, long maxBytes, int segmentBytes, boolean salvage, Duration retryPause) {

    /** How long a broken disk is left alone: 1 s. */
    public static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    /** How large a segment becomes: 16 MiB. */
    public static final int SEGMENT_BYTES = 16 << 20;

    /** Checks the bounds. */
    public JournalSettings {
        if (maxMessages < 1) {
            throw new IllegalArgumentException("maxMessages must be at least 1, was " + maxMessages);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, was " + maxBytes);
        }
    }
}
