package dev.latido.idempotency.memory;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import org.jspecify.annotations.Nullable;

/** The value of an id that has ended, in a long that is never 0: how it ended, and 62 bits of its fingerprint. */
final class EndedState {

    /** No fingerprint. */
    static final long NO_FINGERPRINT = 0;

    private static final long DEAD = 1L << 63;
    private static final long DONE = 1L << 62;
    private static final long FINGERPRINT = DONE - 1;

    private EndedState() {}

    /** Returns the part of a key's fingerprint that is kept. */
    static long fingerprint(MessageKey key) {
        long fingerprint = key.fingerprint() & FINGERPRINT;
        return fingerprint == NO_FINGERPRINT && key.fingerprint() != MessageKey.NO_FINGERPRINT ? 1 : fingerprint;
    }

    static boolean conflict(long fingerprint, long kept) {
        return fingerprint != NO_FINGERPRINT && kept != NO_FINGERPRINT && fingerprint != kept;
    }

    /** Returns the fingerprint in a value. */
    static long fingerprint(long value) {
        return value & FINGERPRINT;
    }

    static long ended(long fingerprint, boolean dead) {
        return fingerprint | (dead ? DEAD : DONE);
    }

    /** Returns the answer to a claim; null if the value does not show that the message has ended. */
    static @Nullable Claim answer(long value, long fingerprint) {
        if (conflict(fingerprint, fingerprint(value))) {
            return new Claim.Conflict();
        }
        if ((value & DEAD) != 0) {
            return new Claim.Dead();
        }
        return (value & DONE) != 0 ? new Claim.Done() : null;
    }
}
