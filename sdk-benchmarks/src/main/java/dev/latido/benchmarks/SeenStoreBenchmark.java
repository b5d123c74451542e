package dev.latido.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.memory.MemorySeenStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One operation is one message: it checks whether the message was handled, and records that it is. For the store, this is
 * a claim and a commit, two calls. For the cache, it is a single {@code putIfAbsent}, which has no lease, no fence and no
 * retry, and loses the message when its handler fails. Every id is new, of 100 producers in turn, and a new string, as from
 * a codec. Both remember a million ids and are full after the warm-up. Two threads, because a subscriber has several.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
@Threads(2)
public class SeenStoreBenchmark {

    private static final int MESSAGES = 10_000;
    private static final int PRODUCERS = 100;
    private static final int CAPACITY = 1_000_000;
    private static final Duration RETENTION = Duration.ofDays(8);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final AtomicInteger threads = new AtomicInteger();
    private final MemorySeenStore store = MemorySeenStore.retaining(RETENTION, CAPACITY);
    private final Cache<String, Boolean> bounded =
            Caffeine.newBuilder().maximumSize(CAPACITY).build();

    /** The ids of one invocation, created before it. */
    @State(Scope.Thread)
    public static class Ids {

        /** {@code clientId:epoch:sequence}, or any other. */
        @Param({"numbered", "other"})
        private String form = "numbered";

        private final String[] ids = new String[MESSAGES];
        private int thread;
        private long next;

        /** A range of ids for this thread only. */
        @Setup(Level.Trial)
        public void number(SeenStoreBenchmark benchmark) {
            thread = benchmark.threads.incrementAndGet();
        }

        /** Creates strings whose hash has not been computed yet. */
        @Setup(Level.Invocation)
        public void make() {
            boolean numbered = "numbered".equals(form);
            for (int i = 0; i < MESSAGES; i++) {
                long number = next++;
                ids[i] = numbered
                        ? "planta-1-gw-" + number % PRODUCERS + "-" + thread + ":1763900000000123:" + number / PRODUCERS
                        : Long.toHexString(number * 0x9E3779B97F4A7C15L) + "-7c33-9a51-" + thread + "-" + number;
            }
        }
    }

    /** Claim and commit. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void store(Ids ids, Blackhole blackhole) {
        for (String id : ids.ids) {
            MessageKey key = new MessageKey("billing", id);
            if (store.claim(key, "owner", LEASE) instanceof Claim.Granted granted) {
                blackhole.consume(store.commit(key, granted.fence()) == SeenStore.Commit.OK);
            }
        }
    }

    /** The cache with the same bound. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void caffeine(Ids ids, Blackhole blackhole) {
        for (String id : ids.ids) {
            blackhole.consume(bounded.asMap().putIfAbsent(id, Boolean.TRUE) == null);
        }
    }
}
