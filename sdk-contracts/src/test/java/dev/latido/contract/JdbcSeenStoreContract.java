package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract of a store on one database. To let time pass, the rows are made older. */
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

    /**
     * Two handlers lock each other's rows and continue when the database ends one of the transactions. On H2 and MySQL,
     * the later statements of that handler are in another transaction than its mark; on PostgreSQL, they fail.
     */
    @Test
    void shouldCommitNothingOfATransactionThatWasChosenToEndADeadlock() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();
        database().execute("create table if not exists wanted (id integer primary key, hits integer)");
        database().execute("delete from wanted");
        database().execute("insert into wanted values (0, 0), (1, 0)");
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> sides = new ArrayList<>();
            for (int side = 0; side < 2; side++) {
                int own = side;
                sides.add(threads.submit(() -> store.inTransaction(transaction -> {
                    store.markIn(transaction, key(own));
                    hit(transaction, own);
                    bothHaveOne.await(30, TimeUnit.SECONDS);
                    try {
                        hit(transaction, 1 - own);
                    } catch (SQLException e) {
                        // Ignored, as faulty handlers do.
                    }
                    apply(transaction, "side " + own);
                    return "handled";
                })));
            }
            int handled = 0;
            for (int side = 0; side < 2; side++) {
                boolean committed = succeeds(sides.get(side));
                handled += committed ? 1 : 0;
                assertThat(effects("side " + side))
                        .as("effects of side " + side)
                        .isEqualTo(committed ? 1 : 0);
                int own = side;
                assertThat(store.<Mark>inTransaction(transaction -> store.markIn(transaction, key(own))))
                        .isEqualTo(committed ? Mark.DUPLICATE : Mark.FIRST);
            }
            assertThat(handled).as("sides that the deadlock has left").isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The mark comes last, so a concurrent transaction need not wait while a handler works. */
    @Test
    void shouldNotLockTheMarkBeforeTheCommit() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();

        Mark mark = store.markWithCommit(key(0), transaction -> {
            apply(transaction, "overtaken");
            assertThat(store.markWithCommit(key(0), rival -> "handled")).isEqualTo(Mark.FIRST);
            return "handled too late";
        });

        assertThat(mark).isEqualTo(Mark.DUPLICATE);
        assertThat(effects("overtaken")).isZero();
    }

    private static MessageKey key(int side) {
        return new MessageKey("billing", "side " + side);
    }

    private static void hit(Connection transaction, int row) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("update wanted set hits = hits + 1 where id = ?")) {
            statement.setInt(1, row);
            statement.executeUpdate();
        }
    }

    private static boolean succeeds(Future<?> work) throws Exception {
        try {
            work.get(30, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            return false;
        }
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
