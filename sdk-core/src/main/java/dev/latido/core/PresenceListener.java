package dev.latido.core;

/**
 * Hears of devices that come and go.
 *
 * <p>Called on a thread of the SDK, one call at a time and in order for one monitor; must return soon. What it throws is
 * logged and ignored.
 */
@FunctionalInterface
public interface PresenceListener {

    /**
     * A device's status is new or has changed.
     *
     * @param presence the status from now on
     */
    void presenceChanged(Presence presence);
}
