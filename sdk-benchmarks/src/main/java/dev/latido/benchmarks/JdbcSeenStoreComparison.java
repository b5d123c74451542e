package dev.latido.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Chain;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.database.PostgresServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * The cost of marks in PostgreSQL, from eight threads, with fsync on: a row of 200 bytes inserted in a transaction for each
 * message, without marks, with a {@code select 1} in the mark's place (its round trip and nothing else), with the mark, with
 * the mark in transactions that follow each other as the subscriber has them for messages in line, and with the marks and
 * rows of 100 messages in one transaction. In turns; medians. Arguments: seconds for each side in each round (default 4), rounds (default 5).
 */
public final class JdbcSeenStoreComparison {

    private static final int THREADS = 8;
    private static final int BATCH = 100;
    /** The number of messages of one line after which the subscriber continues with another line. */
    private static final int LINE = 64;

    private static final String PAYLOAD = "x".repeat(200);
    private static final String INSERT = "insert into readings (id, payload) values (?, ?)";

    private final HikariDataSource pool;
    private final JdbcSeenStore store;
    private final int seconds;
    private final AtomicLong numbers = new AtomicLong();

    private JdbcSeenStoreComparison(HikariDataSource pool, int seconds) {
        this.pool = pool;
        this.store = JdbcSeenStore.of(pool).createTable();
        this.seconds = seconds;
    }

    /** Handles some messages and returns their number. */
    private interface Side {
        int handle() throws Exception;
    }

    /**
     * Runs the comparison.
     *
     * @param arguments seconds and rounds
     * @throws Exception if the database fails
     */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (PostgresServer postgres =
                        PostgresServer.builder().setting("fsync", "on").start();
                HikariDataSource pool = pool(postgres.dataSource())) {
            new JdbcSeenStoreComparison(pool, seconds).run(out, rounds);
        }
    }

    private static HikariDataSource pool(DataSource dataSource) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(THREADS);
        return new HikariDataSource(config);
    }

    private void run(PrintStream out, int rounds) throws Exception {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table readings (id varchar(256) not null, payload text not null)");
        }
        double[] plain = new double[rounds];
        double[] asked = new double[rounds];
        double[] marked = new double[rounds];
        double[] chained = new double[rounds];
        double[] batched = new double[rounds];
        rate(this::plain);
        rate(this::asked);
        rate(this::marked);
        rate(this::chained);
        rate(this::batched);
        for (int round = 0; round < rounds; round++) {
            plain[round] = rate(this::plain);
            asked[round] = rate(this::asked);
            marked[round] = rate(this::marked);
            chained[round] = rate(this::chained);
            batched[round] = rate(this::batched);
            out.printf(
                    "round %d  without marks %,9.0f/s  select 1 %,9.0f/s  marked %,9.0f/s  in line %,9.0f/s"
                            + "  batches of %d %,9.0f/s%n",
                    round, plain[round], asked[round], marked[round], chained[round], BATCH, batched[round]);
        }
        out.printf("select 1 / without marks = %.2f%n", Medians.of(asked) / Medians.of(plain));
        out.printf("marked / without marks = %.2f%n", Medians.of(marked) / Medians.of(plain));
        out.printf(
                "marked in line / without marks = %.2f, target at least 0.85%n",
                Medians.of(chained) / Medians.of(plain));
        out.printf(
                "batches of %d / marked = %.1f, target at least 8%n", BATCH, Medians.of(batched) / Medians.of(marked));
        out.printf("batches of %d / marked in line = %.1f%n", BATCH, Medians.of(batched) / Medians.of(chained));
    }

    private double rate(Side side) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Long>> workers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                workers.add(threads.submit(() -> {
                    long handled = 0;
                    while (System.nanoTime() - end < 0) {
                        handled += side.handle();
                    }
                    return handled;
                }));
            }
            double handled = 0;
            for (Future<Long> worker : workers) {
                handled += worker.get();
            }
            return handled * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
        } finally {
            threads.shutdown();
        }
    }

    private MessageKey next() {
        return new MessageKey("billing", "planta-1-gw-7:1763900000000123:" + numbers.incrementAndGet());
    }

    private int plain() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, List.of(next()));
            connection.commit();
        }
        return 1;
    }

    private int asked() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement("select 1")) {
                statement.execute();
            }
            insert(connection, List.of(next()));
            connection.commit();
        }
        return 1;
    }

    private int marked() throws Exception {
        MessageKey key = next();
        return store.inTransaction(transaction -> {
            if (store.markIn(transaction, key) == Mark.FIRST) {
                insert(transaction, List.of(key));
            }
            return 1;
        });
    }

    private int chained() throws SQLException {
        MessageKey key = next();
        Chain<Connection> chain = store.chain(key).orElseThrow();
        for (int i = 1; ; i++) {
            if (chain.mark() == Mark.FIRST) {
                insert(chain.transaction(), List.of(key));
            }
            if (i == LINE) {
                chain.commit();
                return LINE;
            }
            key = next();
            chain.commitAndBegin(key);
        }
    }

    private int batched() throws Exception {
        List<MessageKey> keys = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            keys.add(next());
        }
        return store.inTransaction(transaction -> {
            List<Mark> marks = store.markAllIn(transaction, keys);
            List<MessageKey> firsts = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                if (marks.get(i) == Mark.FIRST) {
                    firsts.add(keys.get(i));
                }
            }
            insert(transaction, firsts);
            return BATCH;
        });
    }

    private static void insert(Connection connection, List<MessageKey> keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (MessageKey key : keys) {
                statement.setString(1, key.id());
                statement.setString(2, PAYLOAD);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
