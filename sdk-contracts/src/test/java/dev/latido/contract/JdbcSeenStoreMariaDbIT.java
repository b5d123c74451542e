package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On MariaDB with its own isolation level, REPEATABLE READ, through a pool. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcSeenStoreMariaDbIT extends JdbcSeenStoreContract {

    private static final MessageKey KEY = new MessageKey("billing", "gw:1:1");

    private MariaDbPools pools;
    private SqlEffects database;

    @BeforeAll
    void start() {
        pools = MariaDbPools.start(12);
        database = new SqlEffects(pools.ofMariaDb);
    }

    @AfterAll
    void stop() {
        if (pools != null) {
            pools.close();
        }
    }

    @Override
    SqlEffects database() {
        return database;
    }

    @Override
    protected int capacity() {
        return 100;
    }

    /** A snapshot from before the wait for the mark would hide the concurrent transaction's writes from the handler. */
    @Test
    void shouldShowTheHandlerWhatTheRivalCommitted() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();
        CountDownLatch marked = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Mark> first = threads.submit(() -> store.inTransaction(transaction -> {
                Mark mark = store.markIn(transaction, KEY);
                apply(transaction, "by the rival");
                marked.countDown();
                assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
                return mark;
            }));
            assertThat(marked.await(30, TimeUnit.SECONDS)).isTrue();

            Future<Integer> second = threads.submit(() -> store.inTransaction(transaction -> {
                waiting.countDown();
                assertThat(store.markIn(transaction, KEY)).isEqualTo(Mark.DUPLICATE);
                return effectsIn(transaction);
            }));

            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(Mark.FIRST);
            assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int effectsIn(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from effects")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void shouldLeaveNothingInTheTableOfFences() {
        for (int i = 0; i < 5; i++) {
            store().claim(KEY, "owner", Duration.ZERO);
        }

        assertThat(rows("latido_seen_fence")).isZero();
    }

    private int rows(String table) {
        try {
            return database.count(table, "true");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldGoOnWhenTheDatabaseComesBack() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store();
        store.inTransaction(transaction -> store.markIn(transaction, KEY));
        long before =
                ((Claim.Granted) store.claim(new MessageKey("billing", "before"), "owner", Duration.ZERO)).fence();

        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> store.inTransaction(transaction -> {
                    apply(transaction, "lost");
                    pools.server.kill();
                    apply(transaction, "lost too");
                    return "not reached";
                }));
        pools.server.start();
        // For a moment the pool reuses connections without checking them.
        pools.ofMariaDb.getHikariPoolMXBean().softEvictConnections();

        assertThat(store.<Mark>inTransaction(transaction -> store.markIn(transaction, KEY)))
                .isEqualTo(Mark.DUPLICATE);
        assertThat(effects("lost")).isZero();
        assertThat(((Claim.Granted) store.claim(new MessageKey("billing", "after"), "owner", Duration.ZERO)).fence())
                .as("no fence twice, also after a crash")
                .isGreaterThan(before);
    }

    @Nested
    class OwnClock extends OnItsOwnClock {

        @Override
        SqlEffects database() {
            return database;
        }
    }

    @Nested
    class WithTheDriverOfMySql extends JdbcSeenStoreContract {

        @Override
        SqlEffects database() {
            return new SqlEffects(pools.ofMySql);
        }

        @Override
        protected int capacity() {
            return 20;
        }
    }
}
