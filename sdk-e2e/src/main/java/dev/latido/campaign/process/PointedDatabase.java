package dev.latido.campaign.process;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

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

    @Override
    public Optional<Chain<Connection>> chain(MessageKey first) {
        return store.chain(first).map(PointedChain::new);
    }

    private final class PointedChain implements Chain<Connection> {

        private final Chain<Connection> chain;

        PointedChain(Chain<Connection> chain) {
            this.chain = chain;
            begun();
        }

        private void begun() {
            if (chain.mark() == Mark.FIRST) {
                points.reached(CrashPoint.AFTER_CLAIM);
            }
        }

        @Override
        public Mark mark() {
            return chain.mark();
        }

        @Override
        public Connection transaction() {
            return chain.transaction();
        }

        @Override
        public void commitAndBegin(MessageKey next) {
            points.reached(CrashPoint.BEFORE_COMMIT);
            chain.commitAndBegin(next);
            points.reached(CrashPoint.BEFORE_ACKNOWLEDGEMENT);
            begun();
        }

        @Override
        public void commit() {
            points.reached(CrashPoint.BEFORE_COMMIT);
            chain.commit();
            points.reached(CrashPoint.BEFORE_ACKNOWLEDGEMENT);
        }

        @Override
        public void rollBack() {
            chain.rollBack();
        }
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
