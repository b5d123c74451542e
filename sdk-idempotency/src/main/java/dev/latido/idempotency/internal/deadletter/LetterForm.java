package dev.latido.idempotency.internal.deadletter;

import dev.latido.core.MessageProperties;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.internal.message.UserPropertyNames;
import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms in which a dead letter can be published, from the largest to the smallest. */
enum LetterForm {
    /** With the payload and all user properties. */
    WHOLE,
    /** With the payload, and without the user properties of its message. */
    WITHOUT_PROPERTIES,
    /** With a reference in place of the payload. */
    REFERENCE;

    /** The longest reason in the smaller forms. */
    private static final int SHORT_REASON = 128;

    /** A dead letter as it is published. */
    record Packet(LetterForm form, byte[] payload, List<Map.Entry<String, String>> properties) {

        /** Returns the size of the PUBLISH packet with QoS 1 (MQTT 5, section 3.3; MQTT 3.1.1, section 3.3). */
        int size(Topic topic, boolean withProperties) {
            long size = 2L + bytes(topic.toString()) + 2 + payload.length;
            if (withProperties) {
                long all = 0;
                for (Map.Entry<String, String> property : properties) {
                    all += 1 + 2 + bytes(property.getKey()) + 2 + bytes(property.getValue());
                }
                size += lengthOf(all) + all;
            }
            return (int) Math.min(Integer.MAX_VALUE, 1 + lengthOf(size) + size);
        }

        private static int bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        /** Returns the length of a variable byte integer (MQTT 5, section 1.5.5). */
        private static int lengthOf(long value) {
            int length = 1;
            for (long rest = value >> 7; rest > 0; rest >>= 7) {
                length++;
            }
            return length;
        }
    }

    /** Returns the largest form of a dead letter that fits into a number of bytes; null if none does. */
    static @Nullable Packet fitting(DeadLetter letter, Topic topic, int bytes, boolean withProperties) {
        for (LetterForm form : values()) {
            Packet packet = form.of(letter);
            if (packet.size(topic, withProperties) <= bytes) {
                return packet;
            }
        }
        return null;
    }

    private Packet of(DeadLetter letter) {
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        String reason = letter.reason();
        if (this == WHOLE) {
            addForeign(letter, properties);
        } else {
            String replay = UserPropertyNames.first(letter.userProperties(), UserPropertyNames.REPLAY);
            if (replay != null) {
                properties.add(Map.entry(UserPropertyNames.REPLAY, replay));
            }
            String original = UserPropertyNames.first(letter.userProperties(), MessageProperties.ID);
            if (original != null
                    && letter.id().isPresent()
                    && !original.equals(letter.id().get())) {
                properties.add(Map.entry(UserPropertyNames.ORIGINAL_ID, original));
            }
            reason = shortened(reason);
        }
        properties.add(Map.entry(UserPropertyNames.TOPIC, letter.topic().toString()));
        properties.add(Map.entry(UserPropertyNames.GROUP, letter.group()));
        letter.id().ifPresent(id -> properties.add(Map.entry(MessageProperties.ID, id)));
        properties.add(Map.entry(UserPropertyNames.REASON, reason));
        properties.add(Map.entry(UserPropertyNames.ATTEMPTS, Integer.toString(letter.attempts())));
        if (this != REFERENCE) {
            return new Packet(this, letter.payload(), properties);
        }
        properties.add(Map.entry(UserPropertyNames.PAYLOAD, "reference"));
        return new Packet(this, reference(letter), properties);
    }

    private static void addForeign(DeadLetter letter, List<Map.Entry<String, String>> properties) {
        for (Map.Entry<String, String> property : letter.userProperties()) {
            boolean replaced = letter.id().isPresent() && property.getKey().equals(MessageProperties.ID);
            if (replaced && !property.getValue().equals(letter.id().get())) {
                properties.add(Map.entry(UserPropertyNames.ORIGINAL_ID, property.getValue()));
            } else if (!DeadLetterPublisher.OWN.contains(property.getKey()) && !replaced) {
                properties.add(property);
            }
        }
    }

    private static String shortened(String reason) {
        if (reason.length() <= SHORT_REASON) {
            return reason;
        }
        boolean half = Character.isHighSurrogate(reason.charAt(SHORT_REASON - 1));
        return reason.substring(0, half ? SHORT_REASON - 1 : SHORT_REASON);
    }

    private static byte[] reference(DeadLetter letter) {
        String id = letter.id().map(text -> ",\"id\":" + quoted(text)).orElse("");
        return ("{\"topic\":" + quoted(letter.topic().toString()) + ",\"group\":" + quoted(letter.group()) + id
                        + ",\"size\":" + letter.payload().length + ",\"sha256\":\"" + sha256(letter.payload()) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String sha256(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }
}
