package dev.latido.idempotency.memory;

import dev.latido.idempotency.Claim;
import org.jspecify.annotations.Nullable;

/** Ids of any form, by their hash. */
final class PlainIds extends IdStates {

    private final EndedIds log;

    PlainIds(int capacity, Fences fences) {
        super(fences, 0);
        log = new EndedIds(capacity);
    }

    EndedIds log() {
        return log;
    }

    @Override
    @Nullable
    Claim ended(long a, long b, long fingerprint, int tick) {
        long value = log.value(new IdHash(a, b), tick);
        return value == 0 ? null : EndedState.answer(value, fingerprint);
    }

    @Override
    void remember(long a, long b, long fingerprint, boolean dead, int tick) {
        log.put(new IdHash(a, b), EndedState.ended(fingerprint, dead), tick);
    }
}
