/**
 * Who is there: what a device announces of itself ({@link PresenceAnnouncements}), the board that a monitor keeps of a fleet
 * ({@link PresenceBoard}), and devices that are connected and send nothing ({@link SilenceDetector}). Entry: {@link
 * PresenceBoardBuilder}.
 *
 * <p>Messages come one at a time from the connection; listeners are notified one at a time on the shared scheduler.
 */
@NullMarked
package dev.latido.core.internal.presence;

import org.jspecify.annotations.NullMarked;
