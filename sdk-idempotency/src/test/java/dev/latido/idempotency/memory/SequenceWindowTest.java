package dev.latido.idempotency.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.testkit.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbered ids: windows that slide, grow, retire and come back. */
class SequenceWindowTest {

    private static final Duration RETENTION = Duration.ofDays(8);
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final TestClock clock = TestClock.create();

    private static MessageKey key(String producer, long sequence) {
        return new MessageKey("billing", producer + ":1763900000000123:" + sequence);
    }

    private static boolean handle(SeenStore store, MessageKey key) {
        return store.claim(key, "owner", LEASE) instanceof Claim.Granted granted
                && store.commit(key, granted.fence()) == SeenStore.Commit.OK;
    }

    /** Sequences in any order, near and far, of more producers than there is room for windows. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldKnowExactlyWhatWasHandledWhateverTheOrder(long seed) {
        MemorySeenStore store = MemoryStores.on(clock, RETENTION, 50_000);
        Random random = new Random(seed);
        Map<MessageKey, Boolean> handled = new HashMap<>();
        long[] positions = new long[40];

        for (int i = 0; i < 30_000; i++) {
            int producer = random.nextInt(positions.length);
            positions[producer] += random.nextInt(1_000) == 0 ? 5_000 : random.nextInt(3);
            long behind = random.nextInt(20) == 0 ? random.nextInt(4_000) : random.nextInt(30);
            MessageKey key = key("gw-" + producer, Math.max(0, positions[producer] - behind));

            assertThat(handle(store, key))
                    .as("%s, step %d of seed %d", key, i, seed)
                    .isEqualTo(handled.put(key, true) == null);
        }

        assertThat(store.evictedEarly()).isZero();
        assertThat(handled.keySet())
                .allSatisfy(key -> assertThat(store.claim(key, "owner", LEASE)).isEqualTo(new Claim.Done()));
    }

    /** A window for each of 2,000 producers, where 16 are kept. */
    @Test
    void shouldRememberProducersWhoseWindowHadToGo() {
        MemorySeenStore store = MemoryStores.on(clock, RETENTION, 3_000);
        for (int producer = 0; producer < 2_000; producer++) {
            handle(store, key("gw-" + producer, producer));
        }

        for (int producer = 0; producer < 2_000; producer++) {
            assertThat(store.claim(key("gw-" + producer, producer), "owner", LEASE))
                    .isEqualTo(new Claim.Done());
            assertThat(handle(store, key("gw-" + producer, producer + 1))).isTrue();
        }
        assertThat(store.evictedEarly()).isZero();
    }

    @Test
    void shouldCountEveryIdOfAWordThatIsEvictedEarly() {
        MemorySeenStore store = MemoryStores.on(clock, RETENTION, 10);

        for (int sequence = 0; sequence < 10_240; sequence++) {
            handle(store, key("gw", sequence));
        }

        assertThat(store.evictedEarly()).isEqualTo(10_240 - 1_024 - 10 * 64);
    }

    @Test
    void shouldForgetAProducerThatIsSilentForTheRetention() {
        MemorySeenStore store = MemoryStores.on(clock, RETENTION, 100);
        handle(store, key("gw", 1));
        clock.advance(RETENTION.plusMinutes(1));

        assertThat(store.purge(10)).isEqualTo(1);

        assertThat(store).hasToString("MemorySeenStore[0 in work, 0 producers, 0 entries of 100]");
        assertThat(handle(store, key("gw", 1))).isTrue();
    }

    /** Eight threads get the messages of a few producers and others, each from all threads. */
    @ParameterizedTest
    @ValueSource(strings = {"gw:1:", "other-"})
    void shouldLetEachTakeEffectOnceWhenEightThreadsGetAll(String prefix) throws Exception {
        int messages = 20_000;
        MemorySeenStore store = MemorySeenStore.create();
        AtomicIntegerArray effects = new AtomicIntegerArray(messages);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 8; worker++) {
                int first = worker * 50;
                workers.add(threads.submit(() -> {
                    for (int i = 0; i < messages; i++) {
                        int number = (first + i) % messages;
                        if (handle(store, new MessageKey("billing", prefix + number))) {
                            effects.incrementAndGet(number);
                        }
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        for (int i = 0; i < messages; i++) {
            assertThat(effects.get(i)).as("message %d", i).isEqualTo(1);
        }
    }
}
