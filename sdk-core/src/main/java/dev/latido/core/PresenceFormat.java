package dev.latido.core;

/**
 * Format of the presence messages of a device.
 *
 * @see MqttConnection.Builder#presenceFormat(PresenceFormat)
 */
public enum PresenceFormat {

    /**
     * {@code online} or {@code offline}, as in the course; any tool can read it. Over MQTT 5 the message also has the
     * user properties {@code boot} and {@code cause}.
     */
    TEXT,

    /**
     * One JSON object, such as {@code {"status":"online","cause":"connect","boot":"5f0c…","since":1732272000000}}.
     *
     * <ul>
     *   <li>{@code status}: {@code online} or {@code offline}
     *   <li>{@code cause}: {@code connect}, {@code goodbye} (the connection was closed gracefully) or {@code will} (the
     *       broker lost it)
     *   <li>{@code boot}: a random id of this start of the program; it distinguishes a restart from a reconnect
     *   <li>{@code since}: the time from which the status holds, in milliseconds since 1970 by the device's clock;
     *       absent in a will, whose time only the broker knows
     * </ul>
     */
    JSON
}
