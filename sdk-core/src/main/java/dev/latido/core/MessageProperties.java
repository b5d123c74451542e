package dev.latido.core;

/**
 * The MQTT 5 user properties (section 3.3.2.3.7) that carry an envelope's id and timestamp where the payload does not.
 *
 * @see PayloadCodec#carriesId()
 */
public final class MessageProperties {

    /** What the names of Latido's own user properties begin with. */
    public static final String PREFIX = "latido-";

    /** The message id. */
    public static final String ID = PREFIX + "id";

    /** When the message was made, in milliseconds since 1970-01-01T00:00Z. */
    public static final String TIMESTAMP = PREFIX + "ts";

    private MessageProperties() {}
}
