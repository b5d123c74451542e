package dev.latido.idempotency;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * What a seen-store remembers: that a group of consumers has dealt with a message. Two keys are equal if group and id
 * are; the fingerprint is what the holder of a key knows of the message besides.
 *
 * <p>With a fingerprint of the payload, a store that {@linkplain SeenStore#detectsConflicts() detects conflicts} tells a
 * second message under the same id from a redelivery of the first. Only identical bytes have the same fingerprint: a
 * producer that serialises a message anew for each try may not be held to it.
 *
 * @param group the consumers that share the work
 * @param id the message id
 * @param fingerprint a hash of the payload, {@link #NO_FINGERPRINT} if it is not to be compared
 */
public record MessageKey(String group, String id, long fingerprint) {

    /** The fingerprint of a key that conflicts with none: 0. */
    public static final long NO_FINGERPRINT = 0;

    /** Checks that group and id are there. */
    public MessageKey {
        Objects.requireNonNull(group, "group must not be null");
        Objects.requireNonNull(id, "id must not be null");
    }

    /**
     * A key without a fingerprint.
     *
     * @param group the consumers that share the work
     * @param id the message id
     */
    public MessageKey(String group, String id) {
        this(group, id, NO_FINGERPRINT);
    }

    /**
     * The same key with the fingerprint of a payload: the first eight bytes of its SHA-256, the same in every process and
     * release. Two different payloads have the same one with a probability of 2<sup>-64</sup>.
     *
     * @param payload the message's bytes
     * @return the key
     */
    public MessageKey withFingerprintOf(byte[] payload) {
        Objects.requireNonNull(payload, "payload must not be null");
        long hash = ByteBuffer.wrap(sha256(payload)).getLong();
        return new MessageKey(group, id, hash == NO_FINGERPRINT ? 1 : hash);
    }

    private static byte[] sha256(byte[] payload) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(payload);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Whether a fingerprint that a store has kept shows another payload than this key's.
     *
     * @param kept what the store has, {@link #NO_FINGERPRINT} for nothing
     * @return true if both are there and differ
     */
    public boolean contradicts(long kept) {
        return fingerprint != NO_FINGERPRINT && kept != NO_FINGERPRINT && fingerprint != kept;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageKey key && group.equals(key.group) && id.equals(key.id);
    }

    @Override
    public int hashCode() {
        return 31 * group.hashCode() + id.hashCode();
    }
}
