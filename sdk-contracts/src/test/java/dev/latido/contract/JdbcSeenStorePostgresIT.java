package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;

/** On PostgreSQL, through a pool. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcSeenStorePostgresIT extends JdbcSeenStoreContract {

    private static final int THREADS = 8;

    private final PostgresPool postgres = new PostgresPool();
    private final SqlEffects database = new SqlEffects(postgres.dataSource());

    @AfterAll
    void stop() {
        postgres.close();
    }

    @Override
    SqlEffects database() {
        return database;
    }

    @Override
    protected int capacity() {
        return 300;
    }

    private static <T> List<T> onThreads(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** The consumers of one group receive 16,000 deliveries, 30 % of them duplicates of any consumer's messages. */
    @Test
    void shouldApplyEveryEffectOnceWhenEightThreadsGetDuplicates() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();
        int deliveries = THREADS * 2_000;
        int messages = deliveries * 7 / 10;
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, deliveries).mapToObj(i -> i % messages).toList());
        Collections.shuffle(order, new Random(42));
        AtomicInteger duplicates = new AtomicInteger();

        List<Callable<Void>> consumers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<Integer> share = order.subList(thread * 2_000, (thread + 1) * 2_000);
            consumers.add(() -> {
                for (int number : share) {
                    store.inTransaction(transaction -> {
                        Mark mark = store.markIn(transaction, new MessageKey("billing", "gw:1:" + number));
                        if (mark == Mark.FIRST) {
                            database.apply(transaction, "effect-" + number);
                        } else {
                            duplicates.incrementAndGet();
                        }
                        return mark;
                    });
                }
                return null;
            });
        }
        onThreads(consumers);

        assertThat(duplicates).hasValue(deliveries - messages);
        assertThat(database.count("effects", "effect like 'effect-%'")).isEqualTo(messages);
        assertThat(database.count("(select effect from effects group by effect having count(*) > 1) repeated", "true"))
                .isZero();
    }

    @Test
    void shouldCreateTheTableOnceWhenManyProcessesStartTogether() throws Exception {
        for (int round = 0; round < 5; round++) {
            database.execute("drop table if exists latido_seen");
            database.execute("drop sequence if exists latido_seen_fence");
            CountDownLatch start = new CountDownLatch(THREADS);

            List<JdbcSeenStore> stores = onThreads(Collections.nCopies(THREADS, () -> {
                start.countDown();
                start.await();
                return JdbcSeenStore.of(postgres.dataSource()).createTable();
            }));

            assertThat(stores).hasSize(THREADS);
        }
    }

    /** PostgreSQL turns the commit of a failed transaction into a rollback without an error. */
    @Test
    void shouldNotTakeAFailedTransactionForACommit() throws Exception {
        assertNotCommitted((JdbcSeenStore) store());
    }

    /** Another driver, or a pool whose connections do not unwrap to the driver's. */
    @Test
    void shouldNotTakeAFailedTransactionForACommitWhereTheDriverDoesNotTell() throws Exception {
        store();
        StatementCount statements = new StatementCount(postgres.dataSource(), false);

        assertNotCommitted(JdbcSeenStore.of(statements.dataSource()));

        assertThat(statements.count()).as("questions to the server").isPositive();
    }

    @Test
    void shouldNotAskTheServerWhatTheDriverKnows() throws Exception {
        store();
        StatementCount statements = new StatementCount(postgres.dataSource(), true);
        JdbcSeenStore store = JdbcSeenStore.of(statements.dataSource());
        statements.made().set(0);

        store.inTransaction(transaction -> store.markIn(transaction, new MessageKey("billing", "gw:1:1")));

        assertThat(statements.count()).isZero();
    }

    private static void assertNotCommitted(JdbcSeenStore store) throws Exception {
        MessageKey key = new MessageKey("billing", "swallowed");

        assertThatIllegalStateException()
                .isThrownBy(() -> store.inTransaction(transaction -> {
                    store.markIn(transaction, key);
                    return failAndGoOn(transaction);
                }))
                .withMessageContaining("a statement failed and the handler went on");

        assertThat(store.<Mark>inTransaction(transaction -> store.markIn(transaction, key)))
                .isEqualTo(Mark.FIRST);
    }

    /** Counts the plain statements, and can hide the driver's own connection. */
    private record StatementCount(DataSource database, boolean unwraps, AtomicInteger made) {

        StatementCount(DataSource database, boolean unwraps) {
            this(database, unwraps, new AtomicInteger());
        }

        int count() {
            return made.get();
        }

        DataSource dataSource() {
            return proxy(DataSource.class, (self, method, arguments) -> {
                Connection connection = database.getConnection();
                return proxy(Connection.class, (same, call, values) -> {
                    if (call.getName().equals("createStatement")) {
                        made.incrementAndGet();
                    }
                    if (call.getName().equals("isWrapperFor") && !unwraps) {
                        return false;
                    }
                    try {
                        return call.invoke(connection, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
            });
        }

        private static <T> T proxy(Class<T> type, InvocationHandler handler) {
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
        }
    }

    /** The guard of the connection does not see the statements on the driver's own. */
    @Test
    void shouldNotTakeForACommitWhatTheHandlerHasEndedItself() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();
        MessageKey key = new MessageKey("billing", "ended");

        assertThatIllegalStateException()
                .isThrownBy(() -> store.inTransaction(transaction -> {
                    store.markIn(transaction, key);
                    return execute(
                            transaction.unwrap(PgConnection.class), "insert into effects values ('lost'); rollback");
                }))
                .withMessageContaining("a statement of the handler has ended the transaction");

        assertThat(effects("lost")).isZero();
        assertThat(store.<Mark>inTransaction(transaction -> store.markIn(transaction, key)))
                .isEqualTo(Mark.FIRST);
    }

    private static boolean execute(Connection transaction, String sql) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            return statement.execute(sql);
        }
    }

    @Test
    void shouldCommitWhenTheHandlerRollsBackToASavepoint() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();
        MessageKey key = new MessageKey("billing", "savepoint");

        store.inTransaction(transaction -> {
            store.markIn(transaction, key);
            Savepoint savepoint = transaction.setSavepoint();
            failAndGoOn(transaction);
            transaction.rollback(savepoint);
            return "handled";
        });

        assertThat(store.<Mark>inTransaction(transaction -> store.markIn(transaction, key)))
                .isEqualTo(Mark.DUPLICATE);
    }

    private static String failAndGoOn(Connection transaction) {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("insert into nowhere values (1)");
            return "not reached";
        } catch (SQLException e) {
            return "went on";
        }
    }

    // --- marks with the commit ---

    private static final MessageKey MARKED = new MessageKey("billing", "with the commit");

    private static Mark mark(JdbcSeenStore store) throws Exception {
        return store.inTransaction(transaction -> store.markIn(transaction, MARKED));
    }

    private static void assertNotMarked(JdbcSeenStore store) throws Exception {
        assertThat(mark(store)).isEqualTo(Mark.FIRST);
    }

    private String applied(Connection transaction) throws SQLException {
        apply(transaction, MARKED.id());
        return "applied";
    }

    @Test
    void shouldMarkAndCommitInOneRoundTripAndDoNothingBeforeTheHandler() throws Exception {
        store();
        List<String> calls = new CopyOnWriteArrayList<>();
        JdbcSeenStore store = JdbcSeenStore.of(recording(calls));
        calls.clear();

        Mark mark = store.markWithCommit(MARKED, transaction -> {
            assertThat(calls).as("before the handler").containsExactly("setAutoCommit");
            return applied(transaction);
        });

        assertThat(mark).isEqualTo(Mark.FIRST);
        assertThat(calls)
                .filteredOn(call -> call.contains(" ") || call.equals("commit") || call.equals("createStatement"))
                .satisfiesExactly(
                        call -> assertThat(call).startsWith("insert into effects"),
                        call -> assertThat(call)
                                .startsWith("insert into \"public\".latido_seen")
                                .endsWith("; commit"));
    }

    @Test
    void shouldClaimAndEndAClaimInOneRoundTripEach() throws Exception {
        store();
        List<String> calls = new CopyOnWriteArrayList<>();
        JdbcSeenStore store = JdbcSeenStore.of(recording(calls));
        calls.clear();

        for (int attempt = 1; attempt <= 2; attempt++) {
            Claim claim = store.claim(MARKED, "owner", Duration.ofMinutes(1));
            assertThat(claim).isInstanceOf(Claim.Granted.class);
            assertThat(((Claim.Granted) claim).attempt()).isEqualTo(attempt);
            store.release(MARKED, ((Claim.Granted) claim).fence(), Duration.ZERO);
        }

        assertThat(calls)
                .filteredOn(call -> call.contains(" ") || call.equals("commit") || call.equals("createStatement"))
                .satisfiesExactly(
                        call -> assertThat(call).startsWith("insert into"),
                        call -> assertThat(call).startsWith("update"),
                        call -> assertThat(call).startsWith("insert into"),
                        call -> assertThat(call).startsWith("update"));
    }

    /** The statements that are prepared, and the names of all other calls on the connection. */
    private DataSource recording(List<String> calls) {
        return StatementCount.proxy(DataSource.class, (self, method, arguments) -> {
            Connection connection = postgres.dataSource().getConnection();
            return StatementCount.proxy(Connection.class, (same, call, values) -> {
                calls.add(call.getName().equals("prepareStatement") ? (String) values[0] : call.getName());
                try {
                    return call.invoke(connection, values);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        });
    }

    /** If the driver puts savepoints around each statement, a commit must not be sent between them. */
    @Test
    void shouldMarkWithTheCommitWhenTheDriverSetsSavepoints() throws Exception {
        store();
        PGSimpleDataSource careful = new PGSimpleDataSource();
        careful.setUrl(postgres.server().jdbcUrl());
        careful.setAutosave(AutoSave.ALWAYS);
        careful.setCleanupSavepoints(true);
        JdbcSeenStore store = JdbcSeenStore.of(careful);

        assertThat(store.markWithCommit(MARKED, this::applied)).isEqualTo(Mark.FIRST);
        assertThat(store.markWithCommit(MARKED, this::applied)).isEqualTo(Mark.DUPLICATE);

        assertThat(effects(MARKED.id())).isEqualTo(1);
    }

    /** An undetected end of the transaction would commit the effect, possibly without a mark. */
    @Test
    void shouldMarkFirstWhereTheDriverDoesNotTellWhetherATransactionIsOpen() throws Exception {
        store();
        StatementCount statements = new StatementCount(postgres.dataSource(), false);
        JdbcSeenStore store = JdbcSeenStore.of(statements.dataSource());
        AtomicInteger calls = new AtomicInteger();

        for (Mark expected : List.of(Mark.FIRST, Mark.DUPLICATE)) {
            assertThat(store.markWithCommit(MARKED, transaction -> {
                        calls.incrementAndGet();
                        return applied(transaction);
                    }))
                    .isEqualTo(expected);
        }

        assertThat(calls).hasValue(1);
        assertThat(effects(MARKED.id())).isEqualTo(1);
    }

    @Test
    void shouldMarkNothingWhenAStatementFailedAndTheHandlerWentOn() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();

        assertThatIllegalStateException()
                .isThrownBy(() -> store.markWithCommit(MARKED, transaction -> {
                    applied(transaction);
                    return failAndGoOn(transaction);
                }))
                .withMessageContaining("a statement failed and the handler went on");

        assertThat(effects(MARKED.id())).isZero();
        assertNotMarked(store);
    }

    @Test
    void shouldMarkNothingWhenTheHandlerHasEndedTheTransaction() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();

        assertThatIllegalStateException()
                .isThrownBy(() -> store.markWithCommit(
                        MARKED, transaction -> execute(transaction, "insert into effects values ('half'); commit")))
                .withMessageContaining("the statement commit is not for the handler");
        assertThatIllegalStateException()
                .isThrownBy(() -> store.markWithCommit(MARKED, transaction -> {
                    PgConnection past = transaction.unwrap(PgConnection.class);
                    execute(past, "insert into effects values ('past the guard')");
                    past.commit();
                    return "ended";
                }))
                .withMessageContaining("a statement of the handler has ended the transaction");

        assertNotMarked(store);
    }

    /** The mark would be written under the role that the handler has set, or not at all. */
    @Test
    void shouldBlameTheWorkWhenItLeavesNoWayToMarkAfterIt() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();

        for (String setting : List.of("set local role pg_monitor", "set transaction read only")) {
            assertThatIllegalStateException()
                    .as(setting)
                    .isThrownBy(() -> store.markWithCommit(MARKED, transaction -> {
                        applied(transaction);
                        return execute(transaction, setting);
                    }))
                    .withMessageContaining("marking(Marking.FIRST)");
        }

        assertThat(effects(MARKED.id())).isZero();
        assertNotMarked(store);
    }

    private static void insertTwice(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("insert into slips values (1), (1)");
        }
    }

    private JdbcSeenStore besideSlips() throws SQLException {
        database.execute(
                "create table if not exists slips (id int constraint once unique deferrable initially deferred)");
        database.execute("delete from slips");
        return (JdbcSeenStore) store();
    }

    /** The SQL state is the same as that of a refused mark. */
    @Test
    void shouldBlameTheWorkForWhatIsRefusedAtTheCommit() throws Exception {
        JdbcSeenStore store = besideSlips();

        assertThatIllegalStateException()
                .isThrownBy(() -> store.inTransaction(transaction -> {
                    Mark mark = store.markIn(transaction, MARKED);
                    insertTwice(transaction);
                    return mark;
                }))
                .withMessageContainingAll("refused", "once");
        assertThatIllegalStateException()
                .isThrownBy(() -> store.markWithCommit(MARKED, transaction -> {
                    insertTwice(transaction);
                    return "to be refused";
                }))
                .withMessageContainingAll("refused", "once");

        assertNotMarked(store);
    }

    @Test
    void shouldTellADuplicateFromWhatElseTheCommitWouldRefuse() throws Exception {
        JdbcSeenStore store = besideSlips();
        mark(store);

        assertThat(store.markWithCommit(MARKED, transaction -> {
                    insertTwice(transaction);
                    return "to be refused";
                }))
                .isEqualTo(Mark.DUPLICATE);
    }

    /** The cause tells that the same transaction can succeed the next time. */
    @Test
    void shouldNameAConflictOfTransactionsAtTheCommit() throws Exception {
        JdbcSeenStore store = besideSlips();
        database.execute("create or replace function conflict() returns trigger language plpgsql as"
                + " $$ begin raise exception 'not serializable' using errcode = '40001'; end $$");
        database.execute("create constraint trigger conflicting after insert on slips deferrable initially deferred"
                + " for each row execute function conflict()");
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> store.markWithCommit(
                            MARKED, transaction -> execute(transaction, "insert into slips values (1)")))
                    .withMessageContaining("not serializable")
                    .withCauseInstanceOf(SQLException.class);

            assertNotMarked(store);
        } finally {
            database.execute("drop trigger conflicting on slips");
        }
    }

    /** A concurrent transaction that does not end, and a timeout of the connection. */
    @Test
    void shouldNotWaitForARivalsMarkLongerThanTheConnectionMay() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store.inTransaction(rival -> {
                    store.markIn(rival, MARKED);
                    assertTimesOut(
                            SeenStoreException.class,
                            () -> store.inTransaction(transaction -> {
                                execute(transaction, "set local lock_timeout = '50ms'");
                                return store.markIn(transaction, MARKED);
                            }));
                    assertTimesOut(
                            IllegalStateException.class,
                            () -> store.markWithCommit(
                                    MARKED, transaction -> execute(transaction, "set local lock_timeout = '50ms'")));
                    throw new IllegalArgumentException("the rival is rolled back");
                }));

        assertNotMarked(store);
    }

    private static void assertTimesOut(Class<? extends Exception> type, Callable<?> transaction) {
        assertThatExceptionOfType(type).isThrownBy(transaction::call).withMessageContaining("lock timeout");
    }

    @Test
    void shouldLeaveItOpenWhenTheDatabaseDies() throws Exception {
        try (PostgresPool other = new PostgresPool()) {
            SqlEffects effects = new SqlEffects(other.dataSource());
            JdbcSeenStore store = effects.emptyStore(RETENTION);

            assertThatExceptionOfType(SeenStoreException.class)
                    .isThrownBy(() -> store.markWithCommit(MARKED, transaction -> {
                        effects.apply(transaction, "lost");
                        other.server().kill();
                        return "killed before the commit";
                    }));
            other.server().start();

            assertNotMarked(store);
            assertThat(effects.count("lost")).isZero();
        }
    }

    /** Connections that are not returned would exhaust the pool after as many failures as it has connections. */
    @Test
    void shouldGiveItsConnectionBackHoweverATransactionEnds() throws Exception {
        JdbcSeenStore store = besideSlips();
        mark(store);
        for (int round = 0; round < 20; round++) {
            MessageKey key = new MessageKey("billing", "round " + round);
            assertThat(store.markWithCommit(key, transaction -> key)).isEqualTo(Mark.FIRST);
            assertThat(store.markWithCommit(MARKED, this::applied)).isEqualTo(Mark.DUPLICATE);
            MessageKey failing = new MessageKey("billing", "failing " + round);
            assertThatIllegalStateException()
                    .isThrownBy(() -> store.markWithCommit(failing, JdbcSeenStorePostgresIT::failAndGoOn));
            assertThatIllegalStateException()
                    .isThrownBy(() -> store.markWithCommit(failing, transaction -> {
                        insertTwice(transaction);
                        return "to be refused";
                    }));
        }
        assertThat(postgres.dataSource().getHikariPoolMXBean().getActiveConnections())
                .isZero();
    }

    /** Purges that wait for each other's rows are in a deadlock, because rows are deleted in no particular order. */
    @Test
    @Timeout(60)
    void shouldLeaveRowsToThePurgeThatHasThem() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();
        markOld(store, 10);

        try (Connection rival = postgres.dataSource().getConnection();
                Statement statement = rival.createStatement()) {
            rival.setAutoCommit(false);
            statement.execute("select 1 from latido_seen where message_id = 'old-3' for update");

            assertThat(store.purge(100)).isEqualTo(9);
            rival.rollback();
        }

        assertThat(store.purge(100)).isEqualTo(1);
    }

    @Test
    void shouldPurgeEachRowOnceWhenManyPurgeTogether() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();
        markOld(store, 400);

        List<Integer> purged = onThreads(Collections.nCopies(THREADS, () -> {
            int sum = 0;
            for (int i = 0; i < 20; i++) {
                sum += store.purge(50);
            }
            return sum;
        }));

        assertThat(purged.stream().mapToInt(Integer::intValue).sum()).isEqualTo(400);
    }

    private void markOld(JdbcSeenStore store, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            MessageKey key = new MessageKey("billing", "old-" + i);
            store.inTransaction(transaction -> store.markIn(transaction, key));
        }
        database.age(RETENTION.plusSeconds(1));
    }

    @Test
    void shouldGoOnWhenTheDatabaseComesBack() throws Exception {
        try (PostgresPool other = new PostgresPool()) {
            SqlEffects effects = new SqlEffects(other.dataSource());
            JdbcSeenStore store = effects.emptyStore(RETENTION);
            MessageKey key = new MessageKey("billing", "gw:1:1");
            store.inTransaction(transaction -> store.markIn(transaction, key));

            assertThatExceptionOfType(SeenStoreException.class)
                    .isThrownBy(() -> store.inTransaction(transaction -> {
                        effects.apply(transaction, "lost");
                        other.server().kill();
                        effects.apply(transaction, "lost too");
                        return "not reached";
                    }));
            other.server().start();

            assertThat(store.<Mark>inTransaction(transaction -> store.markIn(transaction, key)))
                    .isEqualTo(Mark.DUPLICATE);
            assertThat(effects.count("lost")).isZero();
        }
    }

    @Nested
    class OwnClock extends OnItsOwnClock {

        @Override
        SqlEffects database() {
            return database;
        }
    }
}
