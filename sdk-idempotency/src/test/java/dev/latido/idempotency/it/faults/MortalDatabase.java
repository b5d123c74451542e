package dev.latido.idempotency.it.faults;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** The same for a store with transactions. */
final class MortalDatabase extends MortalStore implements TransactionalSeenStore<Connection> {

    private final JdbcSeenStore store;

    MortalDatabase(JdbcSeenStore store, Life life, Effects effects) {
        super(store, life, effects);
        this.store = store;
    }

    @Override
    public Mark markIn(Connection transaction, MessageKey key) {
        life.checkStore();
        return store.markIn(transaction, key);
    }

    @Override
    public List<Mark> markAllIn(Connection transaction, List<MessageKey> keys) {
        life.checkStore();
        return store.markAllIn(transaction, keys);
    }

    @Override
    public Commit commitIn(Connection transaction, MessageKey key, long fence) {
        life.checkStore();
        return store.commitIn(transaction, key, fence);
    }

    /** The connections of a process end with it. */
    @Override
    public Mark markWithCommit(MessageKey key, Work<Connection, ?> work) throws Exception {
        life.checkStore();
        Mark mark = store.markWithCommit(key, transaction -> {
            Object done = work.in(transaction);
            life.checkStore();
            return done;
        });
        life.mayDie(FaultPoint.CRASH_BEFORE_ACKNOWLEDGEMENT);
        return mark;
    }

    @Override
    public Duration retention() {
        return store.retention();
    }

    @Override
    public <R> R inTransaction(Work<Connection, R> work) throws Exception {
        life.checkStore();
        R result = store.inTransaction(work);
        life.mayDie(FaultPoint.CRASH_BEFORE_ACKNOWLEDGEMENT);
        return result;
    }
}
