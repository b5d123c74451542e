package dev.latido.core.internal.connection;

/**
 * How many unacknowledged messages the broker may have under way: as many as were asked for, until it sends more. A client
 * has to end such a session (MQTT 5, section 3.3.4), and the same would befall the next one, for ever. Mosquitto 2.0
 * does it whenever more wait for a client than its receive maximum. So it gets more, step by step. Not thread-safe.
 */
final class ReceiveWindow {

    private static final int LARGEST = 65_535;
    private static final int FACTOR = 4;

    private int messages;

    ReceiveWindow(int messages) {
        this.messages = messages;
    }

    /** What to announce in the next CONNECT. */
    int messages() {
        return messages;
    }

    /** The broker has sent more. Says whether it gets more from now on. */
    boolean widen() {
        if (messages == LARGEST) {
            return false;
        }
        messages = Math.min(LARGEST, messages * FACTOR);
        return true;
    }
}
