package dev.latido.core.internal.presence;

import dev.latido.core.Presence.Status;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.json.JsonFactory;

/**
 * The payload of a message on a presence topic, in one of the formats of {@link PresenceAnnouncements} or in that of
 * another program. Immutable.
 *
 * @param status the status, {@code UNKNOWN} if the payload cannot be read
 * @param boot the id of the device's start, null if unknown
 * @param since the time since when the status applies, null if unknown
 */
record PresencePayload(
        Status status, @Nullable String boot, @Nullable Instant since) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a payload in either format. */
    static PresencePayload of(byte[] payload, List<Map.Entry<String, String>> userProperties) {
        if (payload.length > 0 && payload[0] == '{') {
            return json(payload);
        }
        Map<String, String> properties = new HashMap<>();
        userProperties.forEach(property -> properties.put(property.getKey(), property.getValue()));
        String text = new String(payload, StandardCharsets.UTF_8);
        return new PresencePayload(
                status(text, properties.get(PresenceAnnouncements.CAUSE)),
                properties.get(PresenceAnnouncements.BOOT),
                null);
    }

    /** Reads fields one by one, because a tree of them would need more of Jackson than its core. */
    private static PresencePayload json(byte[] payload) {
        String status = null;
        String cause = null;
        String boot = null;
        Instant since = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), payload)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (field) {
                    case PresenceAnnouncements.STATUS -> status = text(parser, value);
                    case PresenceAnnouncements.CAUSE -> cause = text(parser, value);
                    case PresenceAnnouncements.BOOT -> boot = text(parser, value);
                    case PresenceAnnouncements.SINCE -> since = instant(parser, value);
                    default -> {
                        // Other programs may write more.
                    }
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                return new PresencePayload(Status.UNKNOWN, null, null);
            }
            return new PresencePayload(status(status, cause), boot, since);
        } catch (JacksonException e) {
            return new PresencePayload(Status.UNKNOWN, null, null);
        }
    }

    private static @Nullable String text(JsonParser parser, JsonToken value) {
        return value == JsonToken.VALUE_STRING ? parser.getString() : null;
    }

    private static @Nullable Instant instant(JsonParser parser, JsonToken value) {
        try {
            return value.isNumeric() ? Instant.ofEpochMilli(parser.getLongValue()) : null;
        } catch (DateTimeException | InputCoercionException e) {
            return null;
        }
    }

    private static Status status(@Nullable String status, @Nullable String cause) {
        if (PresenceAnnouncements.ONLINE.equals(status)) {
            return Status.ONLINE;
        }
        if (!PresenceAnnouncements.OFFLINE.equals(status)) {
            return Status.UNKNOWN;
        }
        if (PresenceAnnouncements.WILL.equals(cause)) {
            return Status.DEAD;
        }
        return PresenceAnnouncements.GOODBYE.equals(cause) ? Status.LEFT : Status.OFFLINE;
    }
}
