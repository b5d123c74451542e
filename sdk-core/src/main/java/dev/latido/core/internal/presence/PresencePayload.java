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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    private static final JsonMapper JSON = JsonMapper.shared();

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

    private static PresencePayload json(byte[] payload) {
        try {
            JsonNode node = JSON.readTree(payload);
            return new PresencePayload(
                    status(text(node, PresenceAnnouncements.STATUS), text(node, PresenceAnnouncements.CAUSE)),
                    text(node, PresenceAnnouncements.BOOT),
                    instant(node.get(PresenceAnnouncements.SINCE)));
        } catch (JacksonException e) {
            return new PresencePayload(Status.UNKNOWN, null, null);
        }
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    private static @Nullable Instant instant(@Nullable JsonNode value) {
        try {
            return value != null && value.canConvertToLong() ? Instant.ofEpochMilli(value.longValue()) : null;
        } catch (DateTimeException e) {
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
