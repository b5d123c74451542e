package dev.latido.idempotency.internal.message;

import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names made of hashes. */
final class Hashes {

    private Hashes() {}

    /** An id for a message that has none. */
    static String ofMessage(Topic topic, byte[] payload) {
        MessageDigest digest = sha256();
        digest.update(topic.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return "sha256:" + HexFormat.of().formatHex(digest.digest(payload));
    }

    /** The text if a store takes it as an id, its hash if it is too long. */
    static String fitting(String text) {
        if (text.length() <= MessageReader.LONGEST_ID) {
            return text;
        }
        return "sha256:" + HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
