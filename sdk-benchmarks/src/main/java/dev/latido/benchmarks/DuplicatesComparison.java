package dev.latido.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.database.PostgresServer;
import dev.latido.topics.TopicFilter;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Measures how fast a subscriber acknowledges what it has handled before, from the broker on: a backlog that was drained
 * into PostgreSQL is published again with the same ids. One side asks the store, marking first; the other one has not
 * forgotten what it committed. The broker is in the same JVM and limits both. In turns; medians and the ratio. Arguments:
 * messages (default 50,000, no more than a subscriber remembers), rounds (default 5).
 */
public final class DuplicatesComparison {

    private static final int MESSAGES = 50_000;
    private static final int ROUNDS = 5;
    private static final int TOPICS = 100;
    private static final int THREADS = 8;
    private static final int RECEIVE_MAXIMUM = 4_096;
    private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(200);

    private final Backlog backlog;
    private final JdbcSeenStore store;

    private DuplicatesComparison(Backlog backlog, JdbcSeenStore store) {
        this.backlog = backlog;
        this.store = store;
    }

    /**
     * Runs the comparison.
     *
     * @param arguments messages and rounds
     * @throws Exception if interrupted, or a server does not start
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : MESSAGES;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        try (PostgresServer postgres =
                        PostgresServer.builder().setting("fsync", "on").start();
                HikariDataSource pool = pool(postgres.dataSource());
                EmbeddedBroker broker =
                        EmbeddedBroker.builder().queueSize(2 * messages).start()) {
            JdbcSeenStore store = JdbcSeenStore.of(pool).createTable();
            new DuplicatesComparison(new Backlog(broker, messages, TOPICS), store).run(out, rounds);
        }
        // The network threads of the MQTT client would keep the JVM alive.
        System.exit(0);
    }

    private static HikariDataSource pool(DataSource dataSource) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(THREADS + 2);
        return new HikariDataSource(config);
    }

    private void run(PrintStream out, int rounds) throws InterruptedException {
        double[] asked = new double[rounds];
        double[] known = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            double askedRate = rate(round, forgetful(store), Marking.FIRST);
            double knownRate = rate(round, store, Marking.WITH_COMMIT);
            out.printf("round %2d  marked first %,9.0f/s  known %,9.0f/s%n", round, askedRate, knownRate);
            if (round >= 0) {
                asked[round] = askedRate;
                known[round] = knownRate;
            }
        }
        out.printf("known / marked first = %.1f%n", Medians.of(known) / Medians.of(asked));
    }

    /** A store that does not tell how long it keeps marks, so that nothing of it is remembered elsewhere. */
    @SuppressWarnings("unchecked")
    private static TransactionalSeenStore<Connection> forgetful(JdbcSeenStore store) {
        return (TransactionalSeenStore<Connection>) Proxy.newProxyInstance(
                TransactionalSeenStore.class.getClassLoader(),
                new Class<?>[] {TransactionalSeenStore.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("retention")) {
                        return Duration.ZERO;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private double rate(int round, TransactionalSeenStore<Connection> side, Marking marking)
            throws InterruptedException {
        backlog.fill("latido", round);
        try (MqttConnection connection = MqttConnection.builder()
                .broker(backlog.broker().uri())
                .clientId("latido")
                .receiveMaximum(RECEIVE_MAXIMUM)
                .withoutPresence("a benchmark")
                .start()) {
            IdempotentSubscriber subscriber = IdempotentSubscriber.builder(connection)
                    .group(marking == Marking.FIRST ? "asking" : "knowing")
                    .filter(TopicFilter.of(Backlog.FILTER))
                    .payload(Double.class)
                    .seenStore(side)
                    .handler((message, transaction) -> {})
                    .marking(marking)
                    .concurrency(THREADS)
                    .start();
            awaitEnded(subscriber, backlog.messages());
            subscriber.pause();
            backlog.publish(round);
            long start = System.nanoTime();
            subscriber.resume();
            awaitEnded(subscriber, 2 * backlog.messages());
            return backlog.perSecond(System.nanoTime() - start);
        }
    }

    private static void awaitEnded(IdempotentSubscriber subscriber, int messages) {
        while (subscriber.statistics().handled() + subscriber.statistics().duplicates() < messages) {
            LockSupport.parkNanos(PAUSE);
        }
    }
}
