package dev.latido.idempotency.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.idempotency.Claim;
import org.jspecify.annotations.Nullable;

/** Ids of any form, represented by their hashes. Callers hold the lock of this object. */
final class PlainIds extends IdStates {

    @GuardedBy("this")
    private final EndedIds log;

    PlainIds(int capacity, Fences fences) {
        super(fences, 0);
        log = new EndedIds(capacity);
    }

    @GuardedBy("this")
    EndedIds log() {
        return log;
    }

    @Override
    @GuardedBy("this")
    @Nullable
    Claim ended(long a, long b, long fingerprint, int tick) {
        long value = log.value(new IdHash(a, b), tick);
        return value == 0 ? null : EndedState.answer(value, fingerprint);
    }

    @Override
    @GuardedBy("this")
    void remember(long a, long b, long fingerprint, boolean dead, int tick) {
        log.put(new IdHash(a, b), EndedState.ended(fingerprint, dead), tick);
    }
}
