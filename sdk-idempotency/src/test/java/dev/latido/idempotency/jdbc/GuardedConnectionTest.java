package dev.latido.idempotency.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbc.JdbcStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedConnectionTest {

    private static final HandlerTexts TEXTS = new HandlerTexts(SeenDialect.H2);

    private final TestDatabase database = new TestDatabase();
    private Connection connection;
    private GuardedConnection guard;

    @BeforeEach
    void open() throws SQLException {
        connection = database.getConnection();
        connection.setAutoCommit(false);
        guard = new GuardedConnection(connection, TEXTS);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit",
                " COMMIT AND CHAIN",
                ";end",
                "rollback",
                "Rollback Work",
                "rollback transaction",
                "rollback and chain",
                "abort",
                "begin",
                "start  transaction",
                "prepare transaction 'x'",
                "-- says why\n/* and\nwhen */ commit",
                "--\n\n-- x\ncommit;",
                "values 1; commit",
                "values ';'; /* ; */ rollback; values 2"
            })
    void shouldKeepItFromTheHandlersStatementsToo(String text) throws SQLException {
        Connection proxy = guard.proxy();

        assertRefused(() -> proxy.prepareStatement(text));
        assertRefused(() -> proxy.prepareCall(text));
        try (Statement statement = proxy.createStatement()) {
            assertRefused(() -> statement.execute(text));
            assertRefused(() -> statement.executeUpdate(text, Statement.NO_GENERATED_KEYS));
            assertRefused(() -> statement.addBatch(text));
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatIllegalStateException()
                .isThrownBy(call)
                .withMessageStartingWith("the statement ")
                .withMessageContaining(" is not for the handler");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "values 'commit'",
                "/* commit */ values 1",
                "-- commit\nvalues 1",
                "savepoint a",
                "savepoint a; rollback to savepoint a"
            })
    void shouldLetTheHandlerDoAllElse(String texts) throws SQLException {
        try (Statement statement = guard.proxy().createStatement()) {
            for (String text : texts.split("; ", -1)) {
                statement.execute(text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollback to a", "rollback work to savepoint a", "rollback transaction to a"})
    void shouldKnowEveryWayBackToASavepoint(String text) throws SQLException {
        try (Statement statement = guard.proxy().createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .as("let through to a database that does not know it")
                    .isThrownBy(() -> statement.execute(text));
        }
    }

    @Test
    void shouldLeadBackToItselfFromAStatement() throws SQLException {
        try (Statement statement = guard.proxy().createStatement()) {
            assertThat(statement.getConnection()).isSameAs(guard.proxy());
        }
    }

    @Test
    void shouldLeadBackToItselfOnEveryWay() throws SQLException {
        Connection proxy = guard.proxy();
        try (Statement statement = proxy.createStatement();
                ResultSet row = statement.executeQuery("values 1");
                ResultSet tables = proxy.getMetaData().getTables(null, null, "%", null)) {
            assertThat(proxy.getMetaData().getConnection()).isSameAs(proxy);
            assertThat(proxy.unwrap(Connection.class)).isSameAs(proxy);
            assertThat(row.getStatement()).isSameAs(statement);
            assertThat(row.unwrap(ResultSet.class).getStatement().getConnection())
                    .isSameAs(proxy);
            assertThat(statement.unwrap(Statement.class).getConnection()).isSameAs(proxy);
            Statement behind = tables.getStatement();
            if (behind != null) {
                assertThat(behind.getConnection()).isSameAs(proxy);
            }
        }
        assertThat(guard.undone()).as("fit for the next transaction").isTrue();
    }

    @Test
    void shouldUndoWhatMethodsHaveChanged() throws SQLException {
        int holdability = connection.getHoldability();

        guard.proxy().setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        assertThat(connection.getHoldability()).isNotEqualTo(holdability);
        guard.proxy().setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);

        assertThat(guard.undone()).isTrue();
        assertThat(connection.getHoldability()).isEqualTo(holdability);
    }

    @Test
    void shouldUndoTheTimeoutOfStatementsWhichH2KeepsForAll() throws SQLException {
        try (Statement statement = guard.proxy().createStatement()) {
            statement.setQueryTimeout(7);
            statement.setQueryTimeout(8);
        }

        assertThat(guard.undone()).isTrue();
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.getQueryTimeout()).isZero();
        }
    }

    @Test
    void shouldRefuseAnIsolationLevelForWhichH2WouldCommit() throws SQLException {
        assertThatExceptionOfType(SQLException.class)
                .as("the mark may be there already")
                .isThrownBy(() -> guard.proxy().setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE))
                .withMessageContaining("for the connections of the pool");
    }

    @Test
    void shouldNotLetTheConnectionBeUsedAgainWhenAChangeCannotBeUndone() throws SQLException {
        for (ThrowingCallable change : List.<ThrowingCallable>of(
                () -> guard.proxy().setSchema("INFORMATION_SCHEMA"),
                () -> guard.proxy().unwrap(JdbcConnection.class),
                () -> guard.proxy().createStatement().execute("set @x = 1"),
                () -> guard.proxy().createStatement().unwrap(JdbcStatement.class),
                () -> guard.proxy().prepareStatement("set lock_timeout 7"))) {
            guard = new GuardedConnection(connection, TEXTS);
            try {
                change.call();
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            assertThat(guard.undone()).isFalse();
        }
    }

    @Test
    void shouldLetAHandlerThatIsLateTidyUpAndNoMore() throws SQLException {
        PreparedStatement kept = guard.proxy().prepareStatement("values 1");
        guard.end();

        assertThatIllegalStateException()
                .isThrownBy(kept::executeQuery)
                .withMessageStartingWith("executeQuery: the transaction has ended");
        kept.close();
        assertThat(kept.isClosed()).isTrue();
    }

    @Test
    void shouldTellWhetherAnythingWasExecuted() throws SQLException {
        PreparedStatement statement = guard.proxy().prepareStatement("values 1");
        assertThat(guard.hasExecuted()).isFalse();

        statement.executeQuery();

        assertThat(guard.hasExecuted()).isTrue();
        statement.close();
    }

    @ParameterizedTest
    @CsvSource({"40001, 0, true", "40P01, 0, true", "HY000, 1020, true", "HY000, 1205, false", "23505, 0, false"})
    void shouldRememberAConflictUntilTheTransactionRestarts(String state, int code, boolean conflict) {
        SQLException failure = new SQLException("on purpose", state, code);
        Connection failing = proxy(
                Connection.class,
                (self, method, arguments) -> proxy(Statement.class, (same, call, values) -> {
                    throw failure;
                }));
        GuardedConnection failed = new GuardedConnection(failing, TEXTS);

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> failed.proxy().createStatement().execute("update"))
                .isSameAs(failure);
        assertThat((Throwable) failed.conflict()).isEqualTo(conflict ? failure : null);

        GuardedConnection.restarted(failed.proxy());
        assertThat((Throwable) failed.conflict()).isNull();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void shouldLetTheHandlerRollBackToASavepoint() throws SQLException {
        Connection proxy = guard.proxy();
        Savepoint savepoint = proxy.setSavepoint();
        proxy.rollback(savepoint);

        assertThat(guard.hasExecuted()).isFalse();
    }

    /** A connection without the guard could end a transaction undetected if none was open before. */
    @Test
    void shouldBeginTheTransactionBeforeItLetsTheHandlerPast() throws SQLException {
        assertThat(guard.proxy().unwrap(JdbcConnection.class)).isSameAs(connection);

        assertThat(guard.hasExecuted()).isTrue();
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
