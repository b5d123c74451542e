package dev.latido.idempotency.internal.message;

import dev.latido.core.MessageProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names the MQTT 5 user properties (section 3.3.2.3.7) of dead letters and of their replays, and finds values by name.
 * The names of a message's id and time are in {@link MessageProperties}.
 */
public final class UserPropertyNames {

    /** The topic of the message that became a dead letter. */
    public static final String TOPIC = MessageProperties.PREFIX + "topic";

    /** The group that gave up the message; it stays on the replay. */
    public static final String GROUP = MessageProperties.PREFIX + "group";

    /** The reason why the message became a dead letter. */
    public static final String REASON = MessageProperties.PREFIX + "reason";

    /** The number of attempts at the message. */
    public static final String ATTEMPTS = MessageProperties.PREFIX + "attempts";

    /** Says {@code reference} if the payload of a dead letter is only a reference, because it was too large. */
    public static final String PAYLOAD = MessageProperties.PREFIX + "payload";

    /** The number of the replay, starting at 1. */
    public static final String REPLAY = MessageProperties.PREFIX + "replay";

    /** The value of {@link MessageProperties#ID} that the message had, where its id comes from elsewhere as well. */
    public static final String ORIGINAL_ID = MessageProperties.PREFIX + "original-id";

    private UserPropertyNames() {}

    /** Returns the value of the first property of a name; null if there is none. */
    public static @Nullable String first(List<Map.Entry<String, String>> properties, String name) {
        for (Map.Entry<String, String> property : properties) {
            if (property.getKey().equals(name)) {
                return property.getValue();
            }
        }
        return null;
    }
}
