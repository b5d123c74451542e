package dev.latido.contract;

import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;

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
}
