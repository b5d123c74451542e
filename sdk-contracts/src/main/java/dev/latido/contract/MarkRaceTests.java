package dev.latido.contract;

import static dev.latido.contract.TransactionsUnderTest.KEY;
import static dev.latido.contract.TransactionsUnderTest.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.contract.internal.Rivals;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that each message takes effect once when workers race for it, whichever way they mark it. */
interface MarkRaceTests {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    default void shouldLetARivalWaitUntilTheFirstTransactionEnds(boolean commit, TransactionsUnderTest seen)
            throws Exception {
        CountDownLatch marked = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Mark> first = threads.submit(() -> seen.inTransaction(transaction -> {
                Mark mark = seen.store().markIn(transaction, KEY);
                marked.countDown();
                assertThat(mayEnd.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
                if (!commit) {
                    throw new IOException("on purpose");
                }
                return mark;
            }));
            assertThat(marked.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();

            Future<Mark> rival = threads.submit(() -> seen.mark(KEY));

            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> rival.get(50, TimeUnit.MILLISECONDS));
            mayEnd.countDown();
            assertThat(rival.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(commit ? Mark.DUPLICATE : Mark.FIRST);
            if (commit) {
                assertThat(first.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(Mark.FIRST);
            } else {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> first.get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                        .withCauseInstanceOf(IOException.class);
            }
        } finally {
            mayEnd.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    default void shouldLetOneOfManyRivalsTakeEffect(TransactionsUnderTest seen) throws Exception {
        for (int round = 0; round < 10; round++) {
            MessageKey key = new MessageKey("billing", "contested:" + round);

            List<Mark> marks = Rivals.atOnce(() -> seen.handle(key));

            assertThat(marks).filteredOn(Mark.FIRST::equals).hasSize(1);
            assertThat(seen.effects(key.id())).isEqualTo(1);
        }
    }

    @Test
    default void shouldLetOneOfManyRivalsTakeEffectWithItsCommit(TransactionsUnderTest seen) throws Exception {
        for (int round = 0; round < 10; round++) {
            MessageKey key = new MessageKey("billing", "contested with the commit:" + round);

            List<Mark> marks = Rivals.atOnce(() -> seen.handleWithCommit(key));

            assertThat(marks).filteredOn(Mark.FIRST::equals).hasSize(1);
            assertThat(seen.effects(key.id())).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    default void shouldApplyEveryEffectOnceWhenDuplicatesRaceAndWorkFails(long seed, TransactionsUnderTest seen)
            throws Exception {
        race(seen, seed, 50, (keys, random) -> {
            for (MessageKey key : keys) {
                while (!handled(seen, key, isInVain(random))) {
                    // The message is redelivered.
                }
            }
        });
    }

    /** Races as subscribers do that expect duplicates of some messages and not of others. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    default void shouldApplyEveryEffectOnceWhicheverWayItIsMarked(long seed, TransactionsUnderTest seen)
            throws Exception {
        race(seen, seed, 50, (keys, random) -> {
            for (MessageKey key : keys) {
                boolean done = false;
                while (!done) {
                    boolean inVain = isInVain(random);
                    done = random.nextBoolean() ? handled(seen, key, inVain) : handledWithCommit(seen, key, inVain);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    default void shouldApplyEveryEffectOnceWhenBatchesOverlap(long seed, TransactionsUnderTest seen) throws Exception {
        race(seen, seed, 40, (keys, random) -> {
            for (int from = 0; from < keys.size(); from += 10) {
                List<MessageKey> batch = keys.subList(from, from + 10);
                while (!handled(seen, batch, isInVain(random))) {
                    // The messages are redelivered.
                }
            }
        });
    }

    /** The work of one worker: all messages, in its own order. */
    interface Worker {
        void handle(List<MessageKey> keys, Random random) throws Exception;
    }

    /** Has several workers handle the same messages at once, each in a random order. */
    private static void race(TransactionsUnderTest seen, long seed, int messages, Worker worker) throws Exception {
        List<MessageKey> keys = IntStream.range(0, messages)
                .mapToObj(TransactionsUnderTest::key)
                .toList();
        List<Callable<MessageKey>> workers = IntStream.range(0, Rivals.COUNT)
                .<Callable<MessageKey>>mapToObj(number -> () -> {
                    Random random = new Random(seed * 100 + number);
                    List<MessageKey> order = new ArrayList<>(keys);
                    Collections.shuffle(order, random);
                    worker.handle(order, random);
                    return order.get(0);
                })
                .toList();

        Rivals.atOnce(workers);

        seen.assertOneEffectOfEach(keys, seed);
    }

    /** A third of the transactions fail. */
    private static boolean isInVain(Random random) {
        return random.nextInt(3) == 0;
    }

    private static boolean handled(TransactionsUnderTest seen, MessageKey key, boolean inVain) throws Exception {
        return TransactionsUnderTest.succeeds(() -> seen.inTransaction(transaction -> {
            Mark mark = seen.handle(transaction, key);
            failIf(inVain);
            return mark;
        }));
    }

    private static boolean handledWithCommit(TransactionsUnderTest seen, MessageKey key, boolean inVain)
            throws Exception {
        return TransactionsUnderTest.succeeds(() -> seen.store().markWithCommit(key, transaction -> {
            seen.apply(transaction, key.id());
            failIf(inVain);
            return key;
        }));
    }

    private static boolean handled(TransactionsUnderTest seen, List<MessageKey> batch, boolean inVain)
            throws Exception {
        return TransactionsUnderTest.succeeds(() -> seen.inTransaction(transaction -> {
            List<Mark> marks = seen.store().markAllIn(transaction, batch);
            for (int i = 0; i < marks.size(); i++) {
                if (marks.get(i) == Mark.FIRST) {
                    seen.apply(transaction, batch.get(i).id());
                }
            }
            failIf(inVain);
            return marks;
        }));
    }

    private static void failIf(boolean inVain) throws IOException {
        if (inVain) {
            throw new IOException("on purpose");
        }
    }
}
