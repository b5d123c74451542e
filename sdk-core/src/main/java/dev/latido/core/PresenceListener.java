package dev.latido.core;

/**
 * Listener for the presence of devices.
 *
 * <p>Called on a thread of the SDK, one call at a time and in order for one monitor; it must return quickly. Exceptions
 * are logged and ignored.
 */
@FunctionalInterface
public interface PresenceListener {

    /**
     * Called when a device's status is new or has changed.
     *
     * @param presence the new status
     */
    void presenceChanged(Presence presence);
}
