package dev.latido.core;

/**
 * What a device writes on its presence topic.
 *
 * @see MqttConnection.Builder#presenceFormat(PresenceFormat)
 */
public enum PresenceFormat {

    /**
     * {@code online} or {@code offline}, as in the course; any tool reads it. Over MQTT 5 the user properties {@code boot}
     * and {@code cause} go with it.
     */
    TEXT,

    /**
     * One JSON object, such as {@code {"status":"online","cause":"connect","boot":"5f0c…","since":1732272000000}}.
     *
     * <ul>
     *   <li>{@code status}: {@code online} or {@code offline}
     *   <li>{@code cause}: {@code connect}, {@code goodbye} (it was closed) or {@code will} (it fell silent)
     *   <li>{@code boot}: a random id of this start of the program; a new one tells a restart from a reconnect
     *   <li>{@code since}: when that began, in milliseconds since 1970 by the device's clock; not in a will, whose moment
     *       only the broker knows
     * </ul>
     */
    JSON
}
