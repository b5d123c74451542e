package dev.latido.idempotency;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * The key under which a seen-store remembers that a group of consumers has handled a message. Two keys are equal if their
 * groups and ids are equal; the fingerprint is additional knowledge of the message.
 *
 * <p>With a fingerprint of the payload, a store that {@linkplain SeenStore#detectsConflicts() detects conflicts}
 * distinguishes a second message under the same id from a redelivery of the first. Only identical bytes have the same
 * fingerprint. Do not use fingerprints for a producer that serialises a message again for each attempt.
 *
 * @param group the name of the consumers that share the work
 * @param id the message id
 * @param fingerprint a hash of the payload, or {@link #NO_FINGERPRINT} if payloads are not compared
 */
public record MessageKey(String group, String id, long fingerprint) {

    /** The fingerprint of a key that never conflicts: 0. */
    public static final long NO_FINGERPRINT = 0;

    /**
     * Checks that group and id are not null.
     *
     * @param group the name of the consumers that share the work
     * @param id the message id
     * @param fingerprint a hash of the payload, or {@link #NO_FINGERPRINT} if payloads are not compared
     */
    public MessageKey {
        Objects.requireNonNull(group, "group must not be null");
        Objects.requireNonNull(id, "id must not be null");
    }

    /**
     * Creates a key without a fingerprint.
     *
     * @param group the name of the consumers that share the work
     * @param id the message id
     */
    public MessageKey(String group, String id) {
        this(group, id, NO_FINGERPRINT);
    }

    /**
     * Returns the same key with the fingerprint of a payload: the first eight bytes of its SHA-256, the same in every
     * process and release. Two different payloads have the same fingerprint with a probability of 2<sup>-64</sup>.
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
     * Returns whether the fingerprint in a store belongs to another payload than this key's.
     *
     * @param kept the fingerprint in the store, {@link #NO_FINGERPRINT} if there is none
     * @return true if both fingerprints exist and differ
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
