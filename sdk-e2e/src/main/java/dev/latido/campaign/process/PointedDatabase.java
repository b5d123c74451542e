package dev.latido.campaign.process;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** A transactional seen-store with crash points; its mark counts as the claim. */
final class PointedDatabase extends PointedStore implements TransactionalSeenStore<Connection> {

    private final JdbcSeenStore store;

    PointedDatabase(JdbcSeenStore store, CrashPoints points) {
        super(store, points);
        this.store = store;
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

    /** The mark comes with the commit: until the handler begins, nothing is claimed. */
    @Override
    public Mark markWithCommit(MessageKey key, Work<Connection, ?> work) throws Exception {
        Mark mark = store.markWithCommit(key, transaction -> {
            points.reached(CrashPoint.AFTER_CLAIM);
            Object done = work.in(transaction);
            points.reached(CrashPoint.BEFORE_COMMIT);
            return done;
        });
        points.reached(CrashPoint.BEFORE_ACKNOWLEDGEMENT);
        return mark;
    }

    @Override
    public Duration retention() {
        return store.retention();
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
}
