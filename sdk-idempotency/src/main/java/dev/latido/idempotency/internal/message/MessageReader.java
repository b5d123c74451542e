package dev.latido.idempotency.internal.message;

import dev.latido.core.Envelope;
import dev.latido.core.MessageProperties;
import dev.latido.core.PayloadCodec;
import dev.latido.core.PayloadException;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.WithoutId;
import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads messages as they arrive and describes what is wrong with those that cannot be read. Thread-safe. */
public final class MessageReader<T> {

    /** The longest id that every store takes. */
    static final int LONGEST_ID = 256;

    private final PayloadCodec codec;
    private final Class<T> type;
    private final IdSource ids;
    private final Uniqueness uniqueness;
    private final WithoutId withoutId;
    private final String group;
    private final boolean fingerprints;

    /** How far the ids of a source are unique: each by its form, whatever the topic, or within a topic. */
    private enum Uniqueness {
        BY_FORM,
        GLOBAL,
        TOPIC
    }

    /** Creates a reader for a group's consumers; fingerprints say whether payloads are compared. */
    public MessageReader(
            PayloadCodec codec, Class<T> type, IdSource ids, WithoutId withoutId, String group, boolean fingerprints) {
        this.codec = codec;
        this.type = type;
        this.ids = ids instanceof GlobalIds global ? global.source() : ids;
        this.uniqueness = ids instanceof GlobalIds
                ? Uniqueness.GLOBAL
                : ids instanceof JoinedIds ? Uniqueness.TOPIC : Uniqueness.BY_FORM;
        this.withoutId = withoutId;
        this.group = group;
        this.fingerprints = fingerprints;
    }

    /**
     * Reads a message.
     *
     * @throws PayloadException if it cannot be read or has no id
     */
    public DecodedMessage<T> read(InboundMessage inbound) {
        byte[] payload = inbound.payload();
        Envelope<T> envelope = decode(payload);
        List<Map.Entry<String, String>> properties = inbound.userProperties();
        String id = checked(id(inbound, payload, properties, envelope.id()));
        T value = envelope.value();
        if (value == null) {
            throw new PayloadException("no value", null);
        }
        String seenAs = seenAs(inbound.topic(), id);
        if (!properties.isEmpty()) {
            seenAs = ReplayIds.seenAs(seenAs, group, properties);
        }
        return new DecodedMessage<>(
                id,
                seenAs,
                fingerprints
                        ? new MessageKey("", seenAs).withFingerprintOf(payload).fingerprint()
                        : MessageKey.NO_FINGERPRINT,
                inbound.topic(),
                envelope.time() == null ? time(properties) : envelope.time(),
                value,
                1,
                inbound.retained(),
                properties);
    }

    private Envelope<T> decode(byte[] payload) {
        try {
            return codec.decode(payload, type);
        } catch (PayloadException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new PayloadException("the codec failed: " + e.getClass().getSimpleName(), e);
        }
    }

    private String id(
            InboundMessage inbound,
            byte[] payload,
            List<Map.Entry<String, String>> properties,
            @Nullable String envelopeId) {
        String id;
        if (ids.equals(IdSources.ENVELOPE)) {
            id = envelopeId != null ? envelopeId : UserPropertyNames.first(properties, MessageProperties.ID);
        } else {
            id = asked(new IdSourceInput(inbound, properties, envelopeId));
        }
        if (id != null && !id.isEmpty()) {
            return id;
        }
        if (withoutId == WithoutId.HASH) {
            return Hashes.ofMessage(inbound.topic(), payload);
        }
        throw new PayloadException("no message id, so that duplicates cannot be recognised", null);
    }

    private @Nullable String asked(IdSourceInput received) {
        try {
            return ids.idOf(received).orElse(null);
        } catch (RuntimeException e) {
            throw new PayloadException(
                    "the source of ids failed: " + e.getClass().getSimpleName(), e);
        }
    }

    private String seenAs(Topic topic, String id) {
        return switch (uniqueness) {
            case BY_FORM -> SeenIds.byForm(topic, id);
            case GLOBAL -> SeenIds.global(id);
            case TOPIC -> SeenIds.ofTopic(topic, id);
        };
    }

    private static String checked(String id) {
        boolean plain = id.length() <= LONGEST_ID;
        for (int i = 0; plain && i < id.length(); i++) {
            char c = id.charAt(i);
            plain = c != 0 && !Character.isSurrogate(c);
        }
        if (plain) {
            return id;
        }
        if (id.length() > LONGEST_ID || id.indexOf('\0') >= 0) {
            throw new PayloadException(
                    "the message id is longer than " + LONGEST_ID + " characters or has U+0000", null);
        }
        if (hasLoneSurrogate(id)) {
            throw new PayloadException("the message id has a lone surrogate, which is no character", null);
        }
        return id;
    }

    /** Text with a lone surrogate has no UTF-8: it cannot be published with a dead letter or stored in a database. */
    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    private static @Nullable Instant time(List<Map.Entry<String, String>> properties) {
        String text = UserPropertyNames.first(properties, MessageProperties.TIMESTAMP);
        if (text == null) {
            return null;
        }
        try {
            return Instant.ofEpochMilli(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new PayloadException(
                    "the user property " + MessageProperties.TIMESTAMP + " is not in milliseconds since 1970", e);
        }
    }
}
