package dev.latido.core.internal.connection;

/**
 * The number of unacknowledged messages that the broker may send: the configured receive maximum, and more after the
 * broker has exceeded it. A client must end such a session (MQTT 5, section 3.3.4), and without a wider window the next
 * session would end in the same way. Mosquitto 2.0 exceeds it whenever more messages are queued for a client. Not
 * thread-safe.
 */
final class ReceiveWindow {

    private static final int LARGEST = 65_535;
    private static final int FACTOR = 4;

    private int messages;

    ReceiveWindow(int messages) {
        this.messages = messages;
    }

    /** Returns the receive maximum for the next CONNECT. */
    int messages() {
        return messages;
    }

    /** Widens the window after the broker has exceeded it; returns false if that is not possible. */
    boolean widen() {
        if (messages == LARGEST) {
            return false;
        }
        messages = Math.min(LARGEST, messages * FACTOR);
        return true;
    }
}
