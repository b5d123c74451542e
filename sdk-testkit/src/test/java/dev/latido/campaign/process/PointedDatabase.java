package dev.latido.campaign.process;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.JdbcSeenStore;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** The same around a store with transactions. */
final class PointedDatabase implements TransactionalSeenStore<Connection> {

    private final JdbcSeenStore store;
    private final CrashPoints points;

    PointedDatabase(JdbcSeenStore store, CrashPoints points) {
        this.store = store;
        this.points = points;
    }

    @Override
    public Mark markIn(Connection transaction, MessageKey key) {
        Mark mark = store.markIn(transaction, key);
        if (mark == Mark.FIRST) {
            points.reached(CrashPoint.AFTER_CLAIM);
        }
        return mark;
    }

    @Override
    public List<Mark> markAllIn(Connection transaction, List<MessageKey> keys) {
        List<Mark> marks = store.markAllIn(transaction, keys);
        if (marks.contains(Mark.FIRST)) {
            points.reached(CrashPoint.AFTER_CLAIM);
        }
        return marks;
    }

    @Override
    public Commit commitIn(Connection transaction, MessageKey key, long fence) {
        return store.commitIn(transaction, key, fence);
    }

    @Override
    public <R> R inTransaction(Work<Connection, R> work) throws Exception {
        R result = store.inTransaction(transaction -> {
            R done = work.in(transaction);
            points.reached(CrashPoint.BEFORE_COMMIT);
            return done;
        });
        points.reached(CrashPoint.BEFORE_ACKNOWLEDGEMENT);
        return result;
    }

    @Override
    public Claim claim(MessageKey key, String owner, Duration lease) {
        return store.claim(key, owner, lease);
    }

    @Override
    public Hold renew(MessageKey key, long fence, Duration lease) {
        return store.renew(key, fence, lease);
    }

    @Override
    public Commit commit(MessageKey key, long fence) {
        return store.commit(key, fence);
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
