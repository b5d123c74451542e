package dev.latido.contract;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** On H2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterTableContractTest extends DeadLetterTableContract {

    private final JdbcDataSource database = new JdbcDataSource();

    DeadLetterTableContractTest() {
        database.setURL("jdbc:h2:mem:dead-letters;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
    }

    @AfterAll
    void stop() throws SQLException {
        execute("shutdown");
    }

    @Override
    DataSource database() {
        return database;
    }
}
