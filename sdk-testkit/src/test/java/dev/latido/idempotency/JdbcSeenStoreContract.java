package dev.latido.idempotency;

import dev.latido.testkit.contract.StoreTime;
import dev.latido.testkit.contract.TransactionalSeenStoreContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The contract of a store with transactions on one database, whose rows are made older where time is to pass. */
abstract class JdbcSeenStoreContract extends TransactionalSeenStoreContract<Connection> {

    /** The database that the stores share. */
    abstract SqlEffects database();

    @Override
    protected JdbcSeenStore createStore(Duration retention) throws SQLException {
        return database().emptyStore(retention);
    }

    @Override
    protected JdbcSeenStore reopen(SeenStore crashed) {
        return database().store(RETENTION);
    }

    @Override
    protected StoreTime time() {
        return StoreTime.advancedBy(database()::age);
    }

    @Override
    protected void apply(Connection transaction, String effect) throws SQLException {
        database().apply(transaction, effect);
    }

    @Override
    protected int effects(String effect) throws SQLException {
        return database().count(effect);
    }

    /** The database's own clock, as in production. */
    abstract static class OnItsOwnClock extends JdbcSeenStoreContract {

        @Override
        protected StoreTime time() {
            return StoreTime.real();
        }

        @Override
        protected int capacity() {
            return 20;
        }
    }
}
