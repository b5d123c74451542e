/**
 * Presence of devices: the messages that a device announces itself with ({@link PresenceAnnouncements}), the board of a
 * fleet that a monitor keeps ({@link PresenceBoard}), and the search for devices that are connected but send nothing
 * ({@link SilenceDetector}). {@link DeviceTopics} reads the layout of topics for the whole module. Entry:
 * {@link PresenceBoardBuilder}.
 *
 * <p>Messages come one at a time from the connection. Listeners are notified one at a time on the shared scheduler,
 * without a lock.
 */
@NullMarked
package dev.latido.core.internal.presence;

import org.jspecify.annotations.NullMarked;
