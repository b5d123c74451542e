package dev.latido.idempotency.internal.message;

import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids made of SHA-256 hashes. */
public final class Hashes {

    private Hashes() {}

    /** Returns an id for a message without one: the hash of its topic and payload. */
    static String ofMessage(Topic topic, byte[] payload) {
        MessageDigest digest = sha256();
        digest.update(topic.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return "sha256:" + HexFormat.of().formatHex(digest.digest(payload));
    }

    /** Returns the text if it is short enough for an id, otherwise its hash. */
    public static String fitting(String text) {
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
