package dev.latido.core.internal;

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
 * One word on a presence topic, in either format of {@link PresenceWords} or in another program's.
 *
 * @param boot null if not told
 * @param since null if not told
 */
record PresenceWord(
        Status status, @Nullable String boot, @Nullable Instant since) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static PresenceWord of(byte[] payload, List<Map.Entry<String, String>> userProperties) {
        if (payload.length > 0 && payload[0] == '{') {
            return json(payload);
        }
        Map<String, String> properties = new HashMap<>();
        userProperties.forEach(property -> properties.put(property.getKey(), property.getValue()));
        String text = new String(payload, StandardCharsets.UTF_8);
        return new PresenceWord(
                status(text, properties.get(PresenceWords.CAUSE)), properties.get(PresenceWords.BOOT), null);
    }

    private static PresenceWord json(byte[] payload) {
        try {
            JsonNode node = JSON.readTree(payload);
            return new PresenceWord(
                    status(text(node, PresenceWords.STATUS), text(node, PresenceWords.CAUSE)),
                    text(node, PresenceWords.BOOT),
                    instant(node.get(PresenceWords.SINCE)));
        } catch (JacksonException e) {
            return new PresenceWord(Status.UNKNOWN, null, null);
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
        if (PresenceWords.ONLINE.equals(status)) {
            return Status.ONLINE;
        }
        if (!PresenceWords.OFFLINE.equals(status)) {
            return Status.UNKNOWN;
        }
        if (PresenceWords.WILL.equals(cause)) {
            return Status.DEAD;
        }
        return PresenceWords.GOODBYE.equals(cause) ? Status.LEFT : Status.OFFLINE;
    }
}
