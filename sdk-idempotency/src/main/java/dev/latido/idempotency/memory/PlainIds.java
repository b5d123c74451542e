package dev.latido.idempotency.internal.memory;

import dev.latido.idempotency.Claim;
import org.jspecify.annotations.Nullable;

/** Ids of any form, by their hash. */
final class PlainIds extends Ids {

    private final EndedLog log;

    PlainIds(int capacity, Fences fences) {
        super(fences, 0);
        log = new EndedLog(capacity);
    }

    EndedLog log() {
        return log;
    }

    @Override
    @Nullable
    Claim ended(long a, long b, long fingerprint, int tick) {
        long value = log.value(new IdHash(a, b), tick);
        return value == 0 ? null : Value.answer(value, fingerprint);
    }

    @Override
    void remember(long a, long b, long fingerprint, boolean dead, int tick) {
        log.put(new IdHash(a, b), Value.ended(fingerprint, dead), tick);
    }
}
