package dev.latido.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.internal.attempt.CommittedIds;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.database.PostgresServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Measures what marks cost in PostgreSQL, from eight threads, with fsync on. Each side inserts rows of 200 bytes: without
 * marks, with a {@code select 1} in the place of a mark (its round trip and nothing else), with the mark first, with the
 * mark sent together with the commit, and with the marks and rows of 100 messages in one transaction. Two further sides
 * have nothing but duplicates: marked first, and known to the process that has committed them. In turns; medians. Arguments:
 * seconds for each side in each round (default 4), rounds (default 5).
 */
public final class JdbcSeenStoreComparison {

    private static final String PLAIN = "without marks";
    private static final String FIRST = "marked first";
    private static final String WITH_COMMIT = "with the commit";
    private static final String BATCHES = "batches of 100";
    private static final String DUPLICATES = "duplicates";
    private static final String KNOWN = "known duplicates";

    private static final int THREADS = 8;
    private static final int BATCH = 100;
    /** The number of messages that are repeated. */
    private static final int REPEATED = 10_000;

    private static final String PAYLOAD = "x".repeat(200);
    private static final String INSERT = "insert into readings (id, payload) values (?, ?)";

    private final HikariDataSource pool;
    private final JdbcSeenStore store;
    private final int seconds;
    private final AtomicLong numbers = new AtomicLong();
    private final CommittedIds committed;

    private JdbcSeenStoreComparison(HikariDataSource pool, int seconds) {
        this.pool = pool;
        this.store = JdbcSeenStore.of(pool).createTable();
        this.seconds = seconds;
        this.committed = new CommittedIds(store.retention());
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
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put(PLAIN, this::plain);
        sides.put("select 1", this::asked);
        sides.put(FIRST, this::markedFirst);
        sides.put(WITH_COMMIT, this::markedWithCommit);
        sides.put(BATCHES, this::batched);
        sides.put(DUPLICATES, this::duplicate);
        sides.put(KNOWN, this::knownDuplicate);
        repeat();
        Map<String, double[]> rates = new HashMap<>();
        for (Map.Entry<String, Side> side : sides.entrySet()) {
            rates.put(side.getKey(), new double[rounds]);
            rate(side.getValue());
        }
        for (int round = 0; round < rounds; round++) {
            out.printf("round %d", round);
            for (Map.Entry<String, Side> side : sides.entrySet()) {
                double rate = rate(side.getValue());
                of(rates, side.getKey())[round] = rate;
                out.printf("  %s %,9.0f/s", side.getKey(), rate);
            }
            out.println();
        }
        ratio(out, rates, "select 1", PLAIN, "");
        ratio(out, rates, FIRST, PLAIN, "");
        ratio(out, rates, WITH_COMMIT, PLAIN, ", target at least 0.85");
        ratio(out, rates, BATCHES, FIRST, ", target at least 8");
        ratio(out, rates, BATCHES, WITH_COMMIT, "");
        ratio(out, rates, KNOWN, DUPLICATES, ", target at least 20");
    }

    private static void ratio(PrintStream out, Map<String, double[]> rates, String side, String to, String target) {
        out.printf("%s / %s = %.2f%s%n", side, to, Medians.of(of(rates, side)) / Medians.of(of(rates, to)), target);
    }

    private static double[] of(Map<String, double[]> rates, String side) {
        return Objects.requireNonNull(rates.get(side));
    }

    /** Handles what the sides with duplicates get. */
    private void repeat() throws Exception {
        for (int i = 0; i < REPEATED; i++) {
            MessageKey key = repeated(i);
            store.markWithCommit(key, transaction -> key);
            committed.add(key);
        }
    }

    private static MessageKey repeated(long number) {
        return new MessageKey("billing", "planta-1-gw-7:1763900000000122:" + number % REPEATED);
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

    private int markedFirst() throws Exception {
        MessageKey key = next();
        return store.inTransaction(transaction -> {
            if (store.markIn(transaction, key) == Mark.FIRST) {
                insert(transaction, List.of(key));
            }
            return 1;
        });
    }

    private int markedWithCommit() throws Exception {
        MessageKey key = next();
        Mark mark = store.markWithCommit(key, transaction -> {
            insert(transaction, List.of(key));
            return 1;
        });
        return mark == Mark.FIRST ? 1 : 0;
    }

    private int duplicate() throws Exception {
        MessageKey key = repeated(numbers.incrementAndGet());
        return store.inTransaction(transaction -> store.markIn(transaction, key) == Mark.DUPLICATE ? 1 : 0);
    }

    private int knownDuplicate() {
        return committed.mark(repeated(numbers.incrementAndGet())) == Mark.DUPLICATE ? 1 : 0;
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
