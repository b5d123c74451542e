package dev.latido.idempotency.it.faults;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import java.time.Duration;

/** A seen-store as one process uses it: it answers no longer than the process lives. */
class MortalStore implements SeenStore {

    final Life life;
    private final SeenStore store;
    private final Effects effects;

    MortalStore(SeenStore store, Life life, Effects effects) {
        this.store = store;
        this.life = life;
        this.effects = effects;
    }

    @Override
    public Claim claim(MessageKey key, String owner, Duration lease) {
        life.checkStore();
        return store.claim(key, owner, lease);
    }

    @Override
    public Hold renew(MessageKey key, long fence, Duration lease) {
        life.checkStore();
        return life.isStanding() ? Hold.HELD : store.renew(key, fence, lease);
    }

    @Override
    public Commit commit(MessageKey key, long fence) {
        life.checkStore();
        Commit commit = store.commit(key, fence);
        if (commit == Commit.OK) {
            effects.committed(key.id());
        }
        life.mayDie(FaultPoint.CRASH_BEFORE_ACKNOWLEDGEMENT);
        return commit;
    }

    @Override
    public Hold release(MessageKey key, long fence, Duration pause) {
        life.checkStore();
        return store.release(key, fence, pause);
    }

    @Override
    public Hold bury(MessageKey key, long fence, String reason) {
        life.checkStore();
        return store.bury(key, fence, reason);
    }

    @Override
    public int purge(int limit) {
        return 0;
    }

    @Override
    public void close() {
        // The store outlives the process.
    }
}
