package dev.latido.idempotency.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store's own behaviour, in addition to the contracts of all seen-stores. */
class JdbcSeenStoreTest {

    private static final Duration RETENTION = Duration.ofDays(8);
    private static final MessageKey KEY = new MessageKey("billing", "gw:1:1");

    private final TestDatabase database = new TestDatabase();
    private final JdbcSeenStore store =
            JdbcSeenStore.of(database).retaining(RETENTION).createTable();

    JdbcSeenStoreTest() {
        database.execute("create table bills (id varchar(64))");
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private void pass(Duration time) {
        database.execute("update latido_seen set due_at = due_at - " + time.toMillis());
    }

    private static void bill(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("insert into bills values ('1')");
        }
    }

    private String bills() {
        return String.valueOf(database.value("select count(*) from bills"));
    }

    private Mark mark() throws Exception {
        return store.inTransaction(transaction -> store.markIn(transaction, KEY));
    }

    // --- marks ---

    @Test
    void shouldRollBackWhenTheWorkThrowsTheDatabasesOwnException() throws Exception {
        SQLException failure = new SQLException("on purpose");

        assertThatThrownBy(() -> store.inTransaction(transaction -> {
                    store.markIn(transaction, KEY);
                    bill(transaction);
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(bills()).isEqualTo("0");
        assertThat(mark()).isEqualTo(Mark.FIRST);
    }

    @Test
    void shouldHoldNoLockUntilTheHandlerSpeaksToTheDatabase() throws Exception {
        store.markWithCommit(KEY, transaction -> {
            assertThat(mark()).as("a rival's").isEqualTo(Mark.FIRST);
            return "handled";
        });

        assertThat(database.value("select count(*) from latido_seen")).isEqualTo("1");
    }

    /** The mark is the last statement: without its schema, its table would be looked up where the handler looks. */
    @Test
    void shouldMarkInItsOwnSchemaWhateverTheHandlerHasSet() throws Exception {
        database.execute("create schema other");
        database.execute("create table other.latido_seen as select * from latido_seen");

        for (Mark expected : List.of(Mark.FIRST, Mark.DUPLICATE)) {
            assertThat(store.markWithCommit(KEY, transaction -> {
                        bill(transaction);
                        transaction.setSchema("OTHER");
                        return "handled";
                    }))
                    .isEqualTo(expected);
        }

        assertThat(bills()).isEqualTo("1");
        assertThat(database.value("select count(*) from other.latido_seen")).isEqualTo("0");
    }

    @Test
    void shouldTellHowLongItKeepsMarks() {
        assertThat(store.retention()).isEqualTo(RETENTION);
        assertThat(store.retaining(Duration.ofHours(1)).retention()).isEqualTo(Duration.ofHours(1));
    }

    /** A handler that keeps its connection must not reach the transaction of another handler. */
    @Test
    void shouldBeOfNoUseToTheHandlerAfterTheTransaction() throws Exception {
        Connection[] kept = new Connection[2];
        store.inTransaction(transaction -> kept[0] = transaction);
        store.markWithCommit(KEY, transaction -> kept[1] = transaction);

        for (Connection connection : kept) {
            assertThatIllegalStateException()
                    .isThrownBy(connection::createStatement)
                    .withMessageContaining("the transaction has ended");
        }
    }

    // --- the handler's connection ---

    private interface Misdeed {
        void on(Connection connection) throws SQLException;
    }

    private void assertRefused(String name, Misdeed misdeed) {
        assertThatIllegalStateException()
                .as(name)
                .isThrownBy(() -> store.inTransaction(transaction -> {
                    store.markIn(transaction, KEY);
                    misdeed.on(transaction);
                    return "not reached";
                }))
                .withMessageStartingWith(name + " is not for the handler");
        assertThat(database.value("select state from latido_seen")).as(name).isNull();
    }

    @Test
    void shouldNotLetTheHandlerEndTheTransaction() {
        assertRefused("commit", Connection::commit);
        assertRefused("rollback", Connection::rollback);
        assertRefused("close", Connection::close);
        assertRefused("setAutoCommit", connection -> connection.setAutoCommit(true));
        assertRefused("abort", connection -> connection.abort(Runnable::run));
    }

    @Test
    void shouldLetTheHandlerUseSavepoints() throws Exception {
        store.inTransaction(transaction -> {
            store.markIn(transaction, KEY);
            Savepoint savepoint = transaction.setSavepoint();
            bill(transaction);
            transaction.rollback(savepoint);
            return "kept";
        });

        assertThat(bills()).isEqualTo("0");
        assertThat(mark()).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    void shouldGiveTheHandlerTheDatabasesOwnExceptions() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> store.inTransaction(transaction -> {
                    try (Statement statement = transaction.createStatement()) {
                        return statement.execute("insert into nowhere values (1)");
                    }
                }));
    }

    // --- the table ---

    @Test
    void shouldLeaveTheTableAloneWhenItIsThere() throws Exception {
        mark();

        assertThatCode(store::createTable).doesNotThrowAnyException();

        assertThat(mark()).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    void shouldCreateTheTableByItsDdl() {
        try (TestDatabase other = new TestDatabase()) {
            other.execute(store.ddl());

            assertThat(JdbcSeenStore.of(other).claim(KEY, "owner", Duration.ofMinutes(1)))
                    .isInstanceOf(Claim.Granted.class);
        }
    }

    @Test
    void shouldCommitTheTableWhenConnectionsComeWithoutAutoCommit() throws Exception {
        boolean[] committed = {false};
        DataSource pool = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    Connection connection = database.getConnection();
                    connection.setAutoCommit(false);
                    return Proxy.newProxyInstance(
                            Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (c, call, values) -> {
                                committed[0] |= call.getName().equals("commit");
                                return call.invoke(connection, values);
                            });
                });

        JdbcSeenStore.of(pool).createTable();

        assertThat(committed[0]).isTrue();
    }

    @Test
    void shouldWorkWhenConnectionsComeWithoutAutoCommit() throws Exception {
        database.setManualCommit(true);

        assertThat(mark()).isEqualTo(Mark.FIRST);
        assertThat(mark()).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    void shouldPurgeInStepsWhatIsOver() throws Exception {
        for (int i = 0; i < 5; i++) {
            MessageKey key = new MessageKey("billing", "id-" + i);
            store.inTransaction(transaction -> store.markIn(transaction, key));
        }
        assertThat(store.purge(3)).isZero();
        pass(RETENTION.plusSeconds(1));

        assertThat(store.purge(3)).isEqualTo(3);
        assertThat(store.purge(3)).isEqualTo(2);
        assertThat(store.purge(3)).isZero();
    }

    @Test
    void shouldKeepAReasonThatEveryDatabaseTakes() {
        Claim claim = store.claim(KEY, "owner", Duration.ofMinutes(1));

        store.bury(KEY, ((Claim.Granted) claim).fence(), "a\u0000b" + "x".repeat(2_000));

        assertThat(database.value("select reason from latido_seen"))
                .startsWith("a b")
                .hasSize(1_024);
    }

    // --- settings ---

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void shouldRefuseARetentionThatIsNotPositive(Duration retention) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.retaining(retention))
                .withMessage("retention must be above zero, was " + retention);
    }

    @Test
    void shouldKeepWhatItMarksForEightDaysUnlessSet() {
        assertThat(JdbcSeenStore.of(database)).hasToString("JdbcSeenStore[latido_seen in H2, retention PT192H]");
    }

    @Test
    void shouldRefuseADatabaseThatItDoesNotKnow() {
        DataSource foreign = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> foreignConnection());

        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> JdbcSeenStore.of(foreign))
                .withMessageContainingAll("PostgreSQL, MariaDB, MySQL and H2", "oracle");
    }

    private static Connection foreignConnection() {
        DatabaseMetaData metaData = (DatabaseMetaData) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (self, method, arguments) -> "Oracle");
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> method.getName().equals("getMetaData") ? metaData : null);
    }

    // --- failures ---

    @Test
    void shouldSaySoWhenTheDatabaseCannotBeReached() {
        database.setGone(true);

        assertStoreFails(() -> JdbcSeenStore.of(database));
        assertStoreFails(store::createTable);
        assertStoreFails(() -> store.claim(KEY, "owner", Duration.ofMinutes(1)));
        assertStoreFails(() -> store.renew(KEY, 1, Duration.ofMinutes(1)));
        assertStoreFails(() -> store.commit(KEY, 1));
        assertStoreFails(() -> store.release(KEY, 1, Duration.ZERO));
        assertStoreFails(() -> store.bury(KEY, 1, "no use"));
        assertStoreFails(() -> store.purge(1));
        assertStoreFails(() -> inTransactionDoNothing());
    }

    private void inTransactionDoNothing() {
        try {
            store.inTransaction(transaction -> "nothing");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertStoreFails(Runnable operation) {
        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(operation::run)
                .withMessage("the seen-store's database failed: connection refused")
                .withCauseInstanceOf(SQLException.class);
    }

    @Test
    void shouldSaySoWhenTheTableIsMissing() {
        try (TestDatabase empty = new TestDatabase()) {
            assertThatExceptionOfType(SeenStoreException.class)
                    .isThrownBy(() -> JdbcSeenStore.of(empty).claim(KEY, "owner", Duration.ofMinutes(1)))
                    .withMessageContaining("LATIDO_SEEN");
        }
    }

    /** Data exceptions, constraints, check options, and exceptions of code in the database. */
    @ParameterizedTest
    @ValueSource(strings = {"22001", "23505", "23514", "44000", "P0001"})
    void shouldBlameTheWorkWhenTheDatabaseRefusesWhatItWrote(String state) {
        database.checkAtCommit("select 1", state);

        assertThatIllegalStateException()
                .isThrownBy(() -> store.inTransaction(transaction -> store.markIn(transaction, KEY)))
                .withMessage("the database refused the transaction at its commit: refused at the commit")
                .withCauseInstanceOf(SQLException.class);
        assertThatIllegalStateException().isThrownBy(() -> store.markWithCommit(KEY, transaction -> "handled"));
        assertThat(database.value("select count(*) from latido_seen")).isEqualTo("0");
    }

    /** Failures of which the next attempt at the same message may find nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "57014", "HY000"})
    void shouldBlameTheWorkWhenACommitFailsAndTheDatabaseAnswers(String state) {
        database.checkAtCommit("select 1", state);

        assertThatIllegalStateException()
                .isThrownBy(() -> store.inTransaction(transaction -> store.markIn(transaction, KEY)));
        assertThatIllegalStateException().isThrownBy(() -> store.markWithCommit(KEY, transaction -> "handled"));
    }

    /** Lost connections, a server that shuts down, and failures without a known state. */
    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "53100", "23", ""})
    void shouldBlameTheStoreWhenACommitFailsOtherwise(String state) {
        database.checkAtCommit("select 1", state);

        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> store.inTransaction(transaction -> store.markIn(transaction, KEY)));
        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> store.markWithCommit(KEY, transaction -> "handled"));
    }

    @Test
    void shouldBlameTheStoreWhenItsConnectionBreaksUnderTheWork() {
        IllegalStateException consequence = new IllegalStateException("a consequence of the broken connection");

        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> store.inTransaction(transaction -> {
                    store.markIn(transaction, KEY);
                    database.shutDown();
                    throw consequence;
                }))
                .withMessageContaining("mid-transaction")
                .withCause(consequence);
    }
}
