package dev.latido.core;

/**
 * The MQTT 5 user properties (section 3.3.2.3.7) that transmit an envelope's id and time if the payload does not.
 *
 * @see PayloadCodec#carriesId()
 */
public final class MessageProperties {

    /** Prefix of Latido's own user properties. */
    public static final String PREFIX = "latido-";

    /** Name of the property with the message id. */
    public static final String ID = PREFIX + "id";

    /** Name of the property with the time of the message, in milliseconds since 1970-01-01T00:00Z. */
    public static final String TIMESTAMP = PREFIX + "ts";

    private MessageProperties() {}
}
