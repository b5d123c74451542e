package dev.latido.idempotency;

import dev.latido.testkit.contract.StoreTime;
import dev.latido.testkit.contract.TransactionalSeenStoreContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;

/** On H2. */
class JdbcSeenStoreContractTest extends TransactionalSeenStoreContract<Connection> {

    private static final JdbcConnectionPool POOL =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=10000", "sa", "");

    private final SqlEffects database = new SqlEffects(POOL);

    @AfterAll
    static void closePool() {
        POOL.dispose();
    }

    @Override
    protected JdbcSeenStore createStore(Duration retention) throws SQLException {
        return database.emptyStore(retention);
    }

    @Override
    protected JdbcSeenStore reopen(SeenStore crashed) {
        return JdbcSeenStore.of(POOL).retaining(RETENTION);
    }

    @Override
    protected StoreTime time() {
        return StoreTime.advancedBy(database::age);
    }

    @Override
    protected int capacity() {
        return 200;
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
