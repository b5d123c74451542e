package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.contract.internal.Rivals;
import dev.latido.contract.internal.SeenHistory;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests a store with many messages, at random, and with workers that race. */
interface LoadTests {

    @ParameterizedTest
    @ValueSource(strings = {"gw:1:", "id-"})
    default void shouldForgetNothingUnderLoad(String prefix, StoreUnderTest seen) {
        MessageKey working = new MessageKey("billing", "slow");
        long fence = seen.granted(working);
        int handled = 5 * seen.capacity();

        for (int i = 0; i < handled; i++) {
            seen.handle(new MessageKey("billing", prefix + i));
        }
        seen.store().purge(100);

        List<MessageKey> forgotten = IntStream.range(handled - seen.capacity(), handled)
                .mapToObj(i -> new MessageKey("billing", prefix + i))
                .filter(key -> !(seen.claim(key) instanceof Claim.Done))
                .toList();
        assertThat(forgotten.size())
                .as("forgotten of the last %d of %d messages, the very ones that come again", seen.capacity(), handled)
                .isZero();
        assertThat(seen.store().commit(working, fence))
                .as("in work all the time")
                .isEqualTo(Commit.OK);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    default void shouldDoWhatThePlainStateMachineDoesWhenUsedAtRandom(long seed, StoreUnderTest seen) {
        new SeenHistory(seen.store(), SeenStoreContract.RETENTION, seen.time()::pass, seed)
                .run(300, !seen.time().isReal());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    default void shouldLetEveryMessageTakeEffectOnceWhenWorkersRaceAndFail(long seed, StoreUnderTest seen)
            throws Exception {
        int messages = 40;
        Map<MessageKey, AtomicInteger> effects = new ConcurrentHashMap<>();
        List<Callable<Boolean>> workers = IntStream.range(0, Rivals.COUNT)
                .<Callable<Boolean>>mapToObj(
                        worker -> () -> work(seen, messages, new Random(seed * 100 + worker), effects))
                .toList();

        assertThat(Rivals.atOnce(workers)).as("every worker came to an end").containsOnly(true);

        assertThat(effects).hasSize(messages);
        assertThat(effects).allSatisfy((key, count) -> assertThat(count).hasValue(1));
    }

    /** Handles messages in any order, three of ten attempts in vain, until all are done; false if they never are. */
    private static boolean work(
            StoreUnderTest seen, int messages, Random random, Map<MessageKey, AtomicInteger> effects) {
        List<MessageKey> open = new ArrayList<>(
                IntStream.range(0, messages).mapToObj(StoreUnderTest::key).toList());
        long deadline = System.nanoTime() + StoreUnderTest.TOLERANCE.toNanos();
        while (!open.isEmpty() && System.nanoTime() - deadline < 0) {
            Collections.shuffle(open, random);
            MessageKey key = open.get(0);
            Claim claim = seen.claim(key);
            if (claim instanceof Claim.Done) {
                open.remove(key);
            } else if (claim instanceof Claim.Granted granted) {
                if (random.nextInt(10) < 3) {
                    seen.store().release(key, granted.fence(), Duration.ZERO);
                } else if (seen.store().commit(key, granted.fence()) == Commit.OK) {
                    effects.computeIfAbsent(key, first -> new AtomicInteger()).incrementAndGet();
                }
            } else {
                Thread.onSpinWait();
            }
        }
        return open.isEmpty();
    }
}
