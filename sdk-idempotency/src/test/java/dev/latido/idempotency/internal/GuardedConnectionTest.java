package dev.latido.idempotency.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.idempotency.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedConnectionTest {

    private final TestDatabase database = new TestDatabase();
    private Connection connection;
    private GuardedConnection guard;

    @BeforeEach
    void open() throws SQLException {
        connection = database.getConnection();
        connection.setAutoCommit(false);
        guard = new GuardedConnection(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void shouldBeAConnection() throws SQLException {
        try (Statement statement = guard.proxy().createStatement();
                ResultSet row = statement.executeQuery("select 7")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(7);
        }
        assertThat(guard.end()).as("nothing was set").isFalse();
    }

    @Test
    void shouldThrowWhatTheConnectionThrows() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> guard.proxy().prepareStatement("no sql").execute());
    }

    @Test
    void shouldKeepTheEndOfTheTransactionFromTheHandler() {
        Connection proxy = guard.proxy();

        assertThatIllegalStateException().isThrownBy(proxy::commit).withMessageStartingWith("commit is not for");
        assertThatIllegalStateException().isThrownBy(proxy::rollback).withMessageStartingWith("rollback is not for");
        assertThatIllegalStateException().isThrownBy(proxy::close).withMessageStartingWith("close is not for");
        assertThatIllegalStateException()
                .isThrownBy(() -> proxy.setAutoCommit(true))
                .withMessageStartingWith("setAutoCommit is not for");
        assertThatIllegalStateException()
                .isThrownBy(() -> proxy.abort(Runnable::run))
                .withMessageStartingWith("abort is not for");
    }

    @Test
    void shouldLetTheHandlerRollBackToASavepoint() throws SQLException {
        Connection proxy = guard.proxy();
        Savepoint savepoint = proxy.setSavepoint();
        proxy.rollback(savepoint);

        assertThat(guard.end()).as("a savepoint ends with the transaction").isFalse();
    }

    @Test
    void shouldTellWhatOutlastsTheTransaction() throws SQLException {
        guard.proxy().setSchema("INFORMATION_SCHEMA");

        assertThat(guard.end()).isTrue();
    }

    @Test
    void shouldBeOfNoUseAfterTheTransaction() {
        guard.end();

        assertThatIllegalStateException()
                .isThrownBy(() -> guard.proxy().createStatement())
                .withMessageStartingWith("createStatement: the transaction has ended");
    }

    @Test
    void shouldTellWhetherAnythingWasDone() throws SQLException {
        assertThat(GuardedConnection.isUnused(guard.proxy())).isTrue();
        assertThat(GuardedConnection.isUnused(connection)).as("nobody knows").isFalse();

        guard.proxy().getMetaData();

        assertThat(GuardedConnection.isUnused(guard.proxy())).isFalse();
    }
}
