package dev.latido.campaign.process;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import java.time.Duration;

/** A seen-store with crash points before and after its calls. */
class PointedStore implements SeenStore {

    final CrashPoints points;
    private final SeenStore store;

    PointedStore(SeenStore store, CrashPoints points) {
        this.store = store;
        this.points = points;
    }

    @Override
    public Claim claim(MessageKey key, String owner, Duration lease) {
        Claim claim = store.claim(key, owner, lease);
        if (claim instanceof Claim.Granted) {
            points.reached(CrashPoint.AFTER_CLAIM);
        }
        return claim;
    }

    @Override
    public Hold renew(MessageKey key, long fence, Duration lease) {
        return store.renew(key, fence, lease);
    }

    @Override
    public Commit commit(MessageKey key, long fence) {
        points.reached(CrashPoint.BEFORE_COMMIT);
        Commit commit = store.commit(key, fence);
        points.reached(CrashPoint.BEFORE_ACKNOWLEDGEMENT);
        return commit;
    }

    @Override
    public Hold release(MessageKey key, long fence, Duration pause) {
        return store.release(key, fence, pause);
    }

    @Override
    public Hold bury(MessageKey key, long fence, String reason) {
        return store.bury(key, fence, reason);
    }

    @Override
    public int purge(int limit) {
        return store.purge(limit);
    }

    @Override
    public void close() {
        store.close();
    }
}
