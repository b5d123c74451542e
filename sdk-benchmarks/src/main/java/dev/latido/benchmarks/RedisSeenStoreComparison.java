package dev.latido.benchmarks;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.redis.RedisSeenStore;
import dev.latido.testkit.database.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The cost of a message, which takes two round trips, a claim and a commit. Compares the messages per second with two bare
 * round trips of the same threads over one connection of the same client: a script that writes one key and one that
 * deletes it, both by digest. Also compares them with PING, for the cost of the scripts. In turns; medians. Arguments: threads (default
 * 64), seconds for each side in each round (default 4), rounds (default 5).
 */
public final class RedisSeenStoreComparison {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String WRITE = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000) and 1";
    private static final String DELETE = "return redis.call('DEL', KEYS[1])";

    private final int threads;
    private final int seconds;
    private final SeenStore store;
    private final RedisAsyncCommands<String, String> redis;
    private final String write;
    private final String delete;
    private final AtomicLong numbers = new AtomicLong();

    private RedisSeenStoreComparison(
            int threads, int seconds, SeenStore store, RedisAsyncCommands<String, String> redis) throws Exception {
        this.threads = threads;
        this.seconds = seconds;
        this.store = store;
        this.redis = redis;
        this.write = redis.scriptLoad(WRITE).get();
        this.delete = redis.scriptLoad(DELETE).get();
    }

    /** Handles one message. */
    private interface Side {
        void handle() throws Exception;
    }

    /**
     * Runs the comparison.
     *
     * @param arguments threads, seconds and rounds
     * @throws Exception if Redis fails
     */
    public static void main(String[] arguments) throws Exception {
        int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (RedisServer server = RedisServer.builder().start();
                RedisSeenStore store = RedisSeenStore.of(server.uri())) {
            RedisClient client = RedisClient.create(server.uri());
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                new RedisSeenStoreComparison(threads, seconds, store, connection.async()).run(out, rounds);
            } finally {
                client.shutdown();
            }
        }
    }

    private void run(PrintStream out, int rounds) throws Exception {
        double[] pings = new double[rounds];
        double[] bare = new double[rounds];
        double[] stored = new double[rounds];
        rate(this::ping);
        rate(this::bare);
        rate(this::stored);
        for (int round = 0; round < rounds; round++) {
            pings[round] = rate(this::ping);
            bare[round] = rate(this::bare);
            stored[round] = rate(this::stored);
            out.printf(
                    "round %d  two PINGs %,9.0f/s  two bare scripts %,9.0f/s  claim and commit %,9.0f/s%n",
                    round, pings[round], bare[round], stored[round]);
        }
        out.printf("claim and commit / two PINGs = %.2f%n", Medians.of(stored) / Medians.of(pings));
        out.printf(
                "claim and commit / two bare scripts = %.2f, target at least 0.70%n",
                Medians.of(stored) / Medians.of(bare));
    }

    private double rate(Side side) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                counts.add(workers.submit(() -> {
                    long handled = 0;
                    while (System.nanoTime() - end < 0) {
                        side.handle();
                        handled++;
                    }
                    return handled;
                }));
            }
            double handled = 0;
            for (Future<Long> count : counts) {
                handled += count.get();
            }
            return handled * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
        } finally {
            workers.shutdown();
        }
    }

    private String next() {
        return "planta-1-gw-7:1763900000000123:" + numbers.incrementAndGet();
    }

    private void ping() throws Exception {
        redis.ping().get();
        redis.ping().get();
    }

    private void bare() throws Exception {
        String[] key = {"bare:" + next()};
        redis.evalsha(write, ScriptOutputType.INTEGER, key, "value").get();
        redis.evalsha(delete, ScriptOutputType.INTEGER, key).get();
    }

    private void stored() {
        MessageKey key = new MessageKey("billing", next());
        if (store.claim(key, "owner", LEASE) instanceof Claim.Granted granted) {
            store.commit(key, granted.fence());
        }
    }
}
