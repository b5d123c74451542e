package dev.latido.core.internal.journal;

import java.time.Duration;

/**
 * The bounds of a journal. Immutable.
 *
 * @param maxMessages the maximum number of messages
 * @param maxBytes the maximum of their sizes, in bytes
 * @param segmentBytes the size at which the next segment begins
 * @param salvage whether to open a damaged journal with the records that can be read
 * @param retryPause the pause after a failed write before the next attempt
 */
public record JournalSettings(int maxMessages, long maxBytes, int segmentBytes, boolean salvage, Duration retryPause) {

    /** The pause after a failed write: 1 s. */
    public static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    /** The size at which the next segment begins: 16 MiB. */
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
