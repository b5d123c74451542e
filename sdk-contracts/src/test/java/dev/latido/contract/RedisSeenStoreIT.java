package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.it.Logged;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.redis.RedisSeenStore;
import dev.latido.testkit.database.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On Redis and its own clock. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisSeenStoreIT extends SeenStoreContract {

    private static final Duration LEASE = Duration.ofHours(1);
    private static final int WORKERS = 8;

    private final RedisServer server = RedisServer.builder().persistent().start();
    private final RedisClient client = RedisClient.create(server.uri());

    @AfterAll
    void stop() {
        client.shutdown();
        server.close();
    }

    @Override
    protected SeenStore createStore(Duration retention) {
        server.flush();
        return RedisSeenStore.of(server.uri()).retaining(retention);
    }

    @Override
    protected SeenStore reopen(SeenStore crashed) {
        crashed.close();
        server.kill();
        server.start();
        return RedisSeenStore.of(client).retaining(RETENTION);
    }

    @Override
    protected int capacity() {
        return 500;
    }

    private static MessageKey key(int number) {
        return new MessageKey("billing", "gw:1:" + number);
    }

    private static long granted(SeenStore store, MessageKey key) {
        Claim claim = store.claim(key, "owner", LEASE);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).fence();
    }

    @Test
    void shouldPassItsCheckAndLeaveNothing() {
        store().check();

        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            await().atMost(Duration.ofSeconds(5)).until(() -> connection.sync().dbsize() == 0);
        }
    }

    @Test
    void shouldNameThePermissionThatIsMissing() {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            for (String rule : List.of("-set", "-eval -evalsha", "resetkeys ~other:*")) {
                connection
                        .sync()
                        .dispatch(
                                CommandType.ACL,
                                new StatusOutput<>(StringCodec.UTF8),
                                arguments("setuser guest reset on >secret ~* +@all " + rule));
                try (SeenStore guest = RedisSeenStore.of(server.uri().replace("//", "//guest:secret@"))) {
                    assertThatIllegalStateException()
                            .as(rule)
                            .isThrownBy(guest::check)
                            .withMessageContaining("may not run the scripts");
                }
            }
        }
    }

    private static CommandArgs<String, String> arguments(String words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words.split(" ", -1)) {
            arguments.add(word);
        }
        return arguments;
    }

    @Test
    void shouldWarnOfAPolicyThatEvictsOnlyWhereTheMemoryIsLimited() {
        SeenStore store = store();
        try (StatefulRedisConnection<String, String> connection = client.connect();
                Logged log = Logged.by(RedisSeenStore.class, Level.WARN)) {
            connection.sync().configSet("maxmemory-policy", "allkeys-lru");
            store.check();
            assertThat(log.messages(Level.WARN)).isEmpty();

            connection.sync().configSet("maxmemory", "100mb");
            store.check();

            assertThat(log.messages(Level.WARN))
                    .containsExactly("Redis evicts entries when its memory is full (maxmemory-policy allkeys-lru), and"
                            + " messages that it has evicted can be handled again; set maxmemory-policy noeviction");
            connection.sync().configSet("maxmemory", "0");
            connection.sync().configSet("maxmemory-policy", "noeviction");
        }
    }

    @Test
    void shouldSayThatAReplicaCannotBeWritten() {
        SeenStore store = store();
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().replicaof("127.0.0.1", 1);
            try {
                assertThatIllegalStateException().isThrownBy(store::check).withMessageContaining("READONLY");
            } finally {
                connection.sync().replicaofNoOne();
            }
        }
    }

    @Test
    void shouldLoadItsScriptsAgainWhenRedisHasForgottenThem() {
        long fence = granted(store(), key(1));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().scriptFlush();
        }

        assertThat(store().commit(key(1), fence)).isEqualTo(SeenStore.Commit.OK);
        assertThat(store().claim(key(1), "owner", LEASE)).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldGiveLargerFencesWhenTheDataIsLost() {
        List<Long> fences = new ArrayList<>();

        for (int i = 0; i < 5; i++) {
            fences.add(granted(store(), key(1)));
            server.flush();
        }

        assertThat(fences).isSorted().doesNotHaveDuplicates();
        assertThat(store().commit(key(1), fences.get(4))).isEqualTo(SeenStore.Commit.LOST);
    }

    @Test
    void shouldLetNothingStayForEver() {
        store().commit(key(1), granted(store(), key(1)));
        store().bury(key(2), granted(store(), key(2)), "no use");
        store().release(key(3), granted(store(), key(3)), LEASE);
        granted(store(), key(4));

        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            List<String> messages = connection.sync().keys("latido:{*}:*");
            assertThat(messages).hasSize(4);
            assertThat(messages)
                    .allSatisfy(message -> assertThat(connection.sync().pttl(message))
                            .isBetween(1L, RETENTION.plus(LEASE).toMillis()));
        }
    }

    @Test
    void shouldFailAtOnceWhileRedisIsAwayAndGoOnAfterwards() {
        try (RedisServer other = RedisServer.builder().persistent().start();
                RedisSeenStore store = RedisSeenStore.of(other.uri())) {
            long fence = granted(store, key(1));
            other.kill();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThatExceptionOfType(SeenStoreException.class)
                            .isThrownBy(() -> store.commit(key(1), fence))
                            .withMessageStartingWith("the seen-store's Redis"));
            assertThatExceptionOfType(SeenStoreException.class).isThrownBy(() -> RedisSeenStore.of(other.uri()));

            other.start();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreException(SeenStoreException.class)
                    .untilAsserted(() -> assertThat(store.commit(key(1), fence)).isEqualTo(SeenStore.Commit.OK));
        }
    }

    @Test
    void shouldNameAUriThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisSeenStore.of("http://127.0.0.1"));
    }

    /**
     * Redis is killed, restarted and flushed while eight workers get all messages: each is handled at least once, and more
     * often only where the store said so, by a lost commit, or was flushed.
     */
    @Test
    void shouldLoseNoMessageWhenRedisIsRestartedAndFlushedUnderLoad() throws Exception {
        boolean proof = Boolean.getBoolean("latido.proof");
        int messages = proof ? 20_000 : 2_000;
        int restarts = proof ? 20 : 3;
        Work work = new Work(messages);
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        try (RedisServer other = RedisServer.builder().persistent().start();
                RedisSeenStore store = RedisSeenStore.of(other.uri())) {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                int first = worker * messages / WORKERS;
                workers.add(threads.submit(() -> work.handleAll(store, first)));
            }
            for (int i = 1; i <= restarts; i++) {
                int enough = i * messages / (restarts + 2);
                await().atMost(Duration.ofMinutes(5)).until(() -> work.effects() >= enough);
                other.kill();
                other.start();
            }
            for (Future<?> worker : workers) {
                worker.get(10, TimeUnit.MINUTES);
            }

            assertThat(work.effects.keySet()).as("none lost").hasSize(messages);
            assertThat(work.effects()).as("duplicates only by lost commits").isEqualTo(messages + work.lost.get());

            other.flush();
            work.handle(store, 1);
            assertThat(work.effects())
                    .as("the admitted window: a duplicate after a flush")
                    .isEqualTo(messages + work.lost.get() + 1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Does as the subscriber does: repeats until the store answers that the message is done. */
    private static final class Work {

        private static final Duration SHORT_LEASE = Duration.ofSeconds(5);
        private static final long PAUSE_NANOS = 1_000_000;

        private final int messages;
        private final Map<Integer, AtomicInteger> effects = new ConcurrentHashMap<>();
        private final AtomicInteger lost = new AtomicInteger();

        Work(int messages) {
            this.messages = messages;
        }

        int effects() {
            return effects.values().stream().mapToInt(AtomicInteger::get).sum();
        }

        void handleAll(SeenStore store, int first) {
            for (int i = 0; i < messages; i++) {
                handle(store, (first + i) % messages);
            }
        }

        void handle(SeenStore store, int number) {
            boolean done = false;
            while (!done) {
                try {
                    Claim claim = store.claim(key(number), "owner", SHORT_LEASE);
                    if (claim instanceof Claim.Granted granted) {
                        effects.computeIfAbsent(number, none -> new AtomicInteger())
                                .incrementAndGet();
                        done = commit(store, key(number), granted.fence());
                    } else {
                        done = claim instanceof Claim.Done;
                    }
                } catch (SeenStoreException e) {
                    done = false;
                }
                if (!done) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        private boolean commit(SeenStore store, MessageKey key, long fence) {
            while (true) {
                try {
                    boolean committed = store.commit(key, fence) != SeenStore.Commit.LOST;
                    lost.addAndGet(committed ? 0 : 1);
                    return committed;
                } catch (SeenStoreException e) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    /** One node with all the slots: it refuses scripts whose keys are of different ones, as a larger Cluster would. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class InACluster extends SeenStoreContract {

        private final RedisServer node =
                RedisServer.builder().setting("cluster-enabled", "yes").start();
        private final RedisClient toNode = RedisClient.create(node.uri());
        private final RedisClusterClient cluster = RedisClusterClient.create(node.uri());

        @BeforeAll
        void takeAllSlots() {
            try (StatefulRedisConnection<String, String> connection = toNode.connect()) {
                connection
                        .sync()
                        .clusterAddSlots(IntStream.range(0, SlotHash.SLOT_COUNT).toArray());
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> connection.sync().clusterInfo().contains("cluster_state:ok"));
            }
        }

        @AfterAll
        void stopNode() {
            cluster.shutdown();
            toNode.shutdown();
            node.close();
        }

        @Override
        protected SeenStore createStore(Duration retention) {
            node.flush();
            return RedisSeenStore.of(cluster).retaining(retention);
        }

        @Override
        protected int capacity() {
            return 20;
        }
    }
}
