package dev.latido.contract;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** On H2. */
class JdbcSeenStoreContractTest extends JdbcSeenStoreContract {

    private static final JdbcConnectionPool POOL =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=10000", "sa", "");

    private final SqlEffects database = new SqlEffects(POOL);

    @AfterAll
    static void closePool() {
        POOL.dispose();
    }

    @Override
    SqlEffects database() {
        return database;
    }

    @Override
    protected int capacity() {
        return 200;
    }

    /** A wrapper that leaves marks with the commit at their default. */
    @Nested
    class Wrapped extends TransactionalSeenStoreContract<Connection> {

        @Override
        protected TransactionalSeenStore<Connection> createStore(Duration retention) throws Exception {
            return new Wrapper(database.emptyStore(retention));
        }

        @Override
        protected TransactionalSeenStore<Connection> reopen(SeenStore crashed) {
            return new Wrapper(database.store(RETENTION));
        }

        @Override
        protected StoreTime time() {
            return StoreTime.advancedBy(database::age);
        }

        @Override
        protected int capacity() {
            return 20;
        }

        @Override
        protected void apply(Connection transaction, String effect) throws SQLException {
            database.apply(transaction, effect);
        }

        @Override
        protected int effects(String effect) throws SQLException {
            return database.count(effect);
        }
    }

    private record Wrapper(JdbcSeenStore store) implements TransactionalSeenStore<Connection> {

        @Override
        public boolean detectsConflicts() {
            return store.detectsConflicts();
        }

        @Override
        public Mark markIn(Connection transaction, MessageKey key) {
            return store.markIn(transaction, key);
        }

        @Override
        public Commit commitIn(Connection transaction, MessageKey key, long fence) {
            return store.commitIn(transaction, key, fence);
        }

        @Override
        public <R> R inTransaction(Work<Connection, R> work) throws Exception {
            return store.inTransaction(work);
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
}
