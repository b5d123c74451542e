package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.contract.internal.Rivals;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link TransactionalSeenStore} does, besides what {@link SeenStoreContract} says of all stores: mark and
 * effect are one.
 *
 * <pre>{@code
 * class MySqlSeenStoreIT extends TransactionalSeenStoreContract<Connection> {
 *
 *     @Override
 *     protected TransactionalSeenStore<Connection> createStore(Duration retention) {
 *         truncateAll();
 *         return new MySqlSeenStore(dataSource, retention);
 *     }
 *
 *     @Override
 *     protected void apply(Connection transaction, String effect) throws SQLException {
 *         insert(transaction, effect);
 *     }
 *
 *     @Override
 *     protected int effects(String effect) {
 *         return count(effect);
 *     }
 * }
 * }</pre>
 *
 * <p>The store must serve nine transactions at the same time: a connection pool needs as many connections.
 *
 * @param <X> the transaction's type
 */
public abstract class TransactionalSeenStoreContract<X> extends SeenStoreContract {

    private static final MessageKey KEY = new MessageKey("billing", "marked:1:1");
    private static final Duration LEASE = Duration.ofHours(1);
    private static final int TIMEOUT_SECONDS = 30;

    /** Called by JUnit. */
    protected TransactionalSeenStoreContract() {}

    @Override
    protected abstract TransactionalSeenStore<X> createStore(Duration retention) throws Exception;

    /**
     * Writes something that can be counted, as a handler would: an inserted row. Must not refuse an effect that is there
     * already.
     *
     * @param transaction the store's transaction
     * @param effect what to write
     * @throws Exception if it cannot be written; the test fails
     */
    protected abstract void apply(X transaction, String effect) throws Exception;

    /**
     * How often an effect was written in transactions that committed.
     *
     * @param effect the effect
     * @return the count
     * @throws Exception if it cannot be read; the test fails
     */
    protected abstract int effects(String effect) throws Exception;

    @SuppressWarnings("unchecked")
    private TransactionalSeenStore<X> transactional() {
        return (TransactionalSeenStore<X>) store();
    }

    private Mark mark(MessageKey key) throws Exception {
        return transactional().inTransaction(transaction -> transactional().markIn(transaction, key));
    }

    /** A handler's work: the effect only if the mark is the first. */
    private Mark handle(X transaction, MessageKey key) throws Exception {
        Mark mark = transactional().markIn(transaction, key);
        if (mark == Mark.FIRST) {
            apply(transaction, key.id());
        }
        return mark;
    }

    // --- marks ---

    @Test
    void shouldMarkOnceAndForAll() throws Exception {
        assertThat(mark(KEY)).isEqualTo(Mark.FIRST);
        assertThat(mark(KEY)).isEqualTo(Mark.DUPLICATE);
        assertThat(mark(new MessageKey("audit", KEY.id()))).isEqualTo(Mark.FIRST);
        assertThat(store().claim(KEY, "owner", LEASE)).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldSeeItsOwnMarkInTheTransaction() throws Exception {
        List<Mark> marks = transactional()
                .inTransaction(transaction -> List.of(
                        transactional().markIn(transaction, KEY),
                        transactional().markIn(transaction, KEY)));

        assertThat(marks).containsExactly(Mark.FIRST, Mark.DUPLICATE);
    }

    @Test
    void shouldCommitMarkAndEffectTogether() throws Exception {
        String result = transactional().inTransaction(transaction -> {
            handle(transaction, KEY);
            return "handled";
        });

        assertThat(result).isEqualTo("handled");
        assertThat(effects(KEY.id())).isEqualTo(1);
        assertThat(mark(KEY)).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    void shouldGoOnInTheTransactionWhenTheMarkIsADuplicate() throws Exception {
        mark(KEY);

        transactional().inTransaction(transaction -> {
            assertThat(transactional().markIn(transaction, KEY)).isEqualTo(Mark.DUPLICATE);
            apply(transaction, "after a duplicate");
            return "done";
        });

        assertThat(effects("after a duplicate")).isEqualTo(1);
    }

    @Test
    void shouldKnowMarksUntilTheRetentionIsOver() throws Exception {
        mark(KEY);

        time().pass(RETENTION.minus(LEASE));
        store().purge(10);

        assertThat(mark(KEY)).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    void shouldForgetMarksWhenTheRetentionIsOver() throws Exception {
        open(time().moment());
        mark(KEY);

        time().passMoment();
        time().passMoment();
        store().purge(10);

        assertThat(mark(KEY)).isEqualTo(Mark.FIRST);
    }

    // --- conflicts ---

    private static MessageKey holding(String payload) {
        return KEY.withFingerprintOf(payload.getBytes(StandardCharsets.UTF_8));
    }

    private Mark conflict() {
        return store().detectsConflicts() ? Mark.CONFLICT : Mark.DUPLICATE;
    }

    @Test
    void shouldTellAnotherMessageUnderTheSameIdFromADuplicate() throws Exception {
        assertThat(mark(holding("a"))).isEqualTo(Mark.FIRST);

        transactional().inTransaction(transaction -> {
            assertThat(transactional().markIn(transaction, holding("b"))).isEqualTo(conflict());
            apply(transaction, "after a conflict");
            return "done";
        });

        assertThat(effects("after a conflict")).isEqualTo(1);
        assertThat(mark(holding("a"))).isEqualTo(Mark.DUPLICATE);
        assertThat(mark(KEY)).as("without fingerprint").isEqualTo(Mark.DUPLICATE);
    }

    // --- batches ---

    private static MessageKey batched(int number) {
        return new MessageKey("billing", "batched:" + number);
    }

    private List<Mark> markAll(List<MessageKey> keys) throws Exception {
        return transactional().inTransaction(transaction -> transactional().markAllIn(transaction, keys));
    }

    @Test
    void shouldMarkABatchInItsOrder() throws Exception {
        mark(batched(3));
        mark(batched(1));

        List<Mark> marks = markAll(IntStream.of(5, 3, 4, 1, 2)
                .mapToObj(TransactionalSeenStoreContract::batched)
                .toList());

        assertThat(marks).containsExactly(Mark.FIRST, Mark.DUPLICATE, Mark.FIRST, Mark.DUPLICATE, Mark.FIRST);
        assertThat(mark(batched(2))).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    void shouldMarkAnEmptyBatch() throws Exception {
        assertThat(markAll(List.of())).isEmpty();
    }

    @Test
    void shouldMarkOnceWhatIsTwiceInABatch() throws Exception {
        MessageKey other = new MessageKey("audit", batched(1).id());

        assertThat(markAll(List.of(batched(1), other, batched(2), batched(1))))
                .containsExactly(Mark.FIRST, Mark.FIRST, Mark.FIRST, Mark.DUPLICATE);
    }

    @Test
    void shouldTellConflictsInABatch() throws Exception {
        mark(holding("a"));
        byte[] payload = {1};
        byte[] another = {2};

        List<Mark> marks = markAll(List.of(
                holding("b"),
                batched(1).withFingerprintOf(payload),
                batched(1).withFingerprintOf(another),
                batched(1),
                holding("a"),
                batched(2).withFingerprintOf(another)));

        assertThat(marks)
                .containsExactly(conflict(), Mark.FIRST, conflict(), Mark.DUPLICATE, Mark.DUPLICATE, Mark.FIRST);
        assertThat(mark(batched(2).withFingerprintOf(payload))).isEqualTo(conflict());
    }

    @Test
    void shouldUndoAWholeBatch() throws Exception {
        List<MessageKey> keys = IntStream.range(0, 5)
                .mapToObj(TransactionalSeenStoreContract::batched)
                .toList();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> transactional().inTransaction(transaction -> {
                    transactional().markAllIn(transaction, keys);
                    apply(transaction, "batch");
                    throw new IOException("on purpose");
                }));

        assertThat(effects("batch")).isZero();
        assertThat(markAll(keys)).containsOnly(Mark.FIRST);
    }

    @Test
    void shouldGoOnInTheTransactionWhenABatchHasDuplicates() throws Exception {
        mark(batched(1));

        transactional().inTransaction(transaction -> {
            assertThat(transactional().markAllIn(transaction, List.of(batched(1), batched(2))))
                    .containsExactly(Mark.DUPLICATE, Mark.FIRST);
            apply(transaction, "after duplicates");
            return "done";
        });

        assertThat(effects("after duplicates")).isEqualTo(1);
        assertThat(mark(batched(2))).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    void shouldSeeClaimsThatAreDoneInABatch() throws Exception {
        store().commit(KEY, granted());

        assertThat(markAll(List.of(batched(1), KEY))).containsExactly(Mark.FIRST, Mark.DUPLICATE);
    }

    /** Every worker has the same messages in an order of its own; a third of the transactions are in vain. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldApplyEveryEffectOnceWhenBatchesOverlap(long seed) throws Exception {
        int messages = 40;
        List<Callable<Boolean>> workers = IntStream.range(0, Rivals.COUNT)
                .<Callable<Boolean>>mapToObj(worker -> () -> handleBatches(messages, new Random(seed * 100 + worker)))
                .toList();

        Rivals.atOnce(workers);

        for (int i = 0; i < messages; i++) {
            assertThat(effects(batched(i).id()))
                    .as("message %d of seed %d", i, seed)
                    .isEqualTo(1);
        }
    }

    private boolean handleBatches(int messages, Random random) throws Exception {
        List<MessageKey> order = new ArrayList<>(IntStream.range(0, messages)
                .mapToObj(TransactionalSeenStoreContract::batched)
                .toList());
        Collections.shuffle(order, random);
        for (int from = 0; from < messages; from += 10) {
            List<MessageKey> batch = order.subList(from, from + 10);
            while (!handled(batch, random.nextInt(3) == 0)) {
                // The messages come again.
            }
        }
        return true;
    }

    private boolean handled(List<MessageKey> batch, boolean inVain) throws Exception {
        try {
            transactional().inTransaction(transaction -> {
                List<Mark> marks = transactional().markAllIn(transaction, batch);
                for (int i = 0; i < marks.size(); i++) {
                    if (marks.get(i) == Mark.FIRST) {
                        apply(transaction, batch.get(i).id());
                    }
                }
                if (inVain) {
                    throw new IOException("on purpose");
                }
                return marks;
            });
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    // --- crashes and failures ---

    /** The broker delivers again what was committed but not acknowledged. */
    @Test
    void shouldKnowTheMarkWhenTheProcessCrashedAfterTheCommit() throws Exception {
        transactional().inTransaction(transaction -> handle(transaction, KEY));

        crash();

        assertThat(transactional().<Mark>inTransaction(transaction -> handle(transaction, KEY)))
                .isEqualTo(Mark.DUPLICATE);
        assertThat(effects(KEY.id())).isEqualTo(1);
    }

    /** Where the work can be when it ends without a commit. */
    enum FailurePoint {
        BEFORE_THE_MARK,
        AFTER_THE_MARK,
        AFTER_THE_EFFECT
    }

    @ParameterizedTest
    @EnumSource
    void shouldUndoMarkAndEffectWhereverTheWorkFails(FailurePoint point) throws Exception {
        IOException failure = new IOException("on purpose");

        assertThatThrownBy(() -> transactional().inTransaction(transaction -> {
                    if (point != FailurePoint.BEFORE_THE_MARK) {
                        transactional().markIn(transaction, KEY);
                    }
                    if (point == FailurePoint.AFTER_THE_EFFECT) {
                        apply(transaction, KEY.id());
                    }
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(effects(KEY.id())).isZero();
        assertThat(mark(KEY)).isEqualTo(Mark.FIRST);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IOException.class,
                IllegalStateException.class,
                AssertionError.class,
                StackOverflowError.class,
                InterruptedException.class
            })
    void shouldRollBackOnWhateverTheWorkThrows(Class<? extends Throwable> type) throws Exception {
        Throwable failure = type.getDeclaredConstructor().newInstance();

        assertThatThrownBy(() -> transactional().inTransaction(transaction -> {
                    handle(transaction, KEY);
                    TransactionalSeenStoreContract.<RuntimeException>sneakily(failure);
                    return "not reached";
                }))
                .isSameAs(failure);

        assertThat(effects(KEY.id())).isZero();
        assertThat(mark(KEY)).isEqualTo(Mark.FIRST);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneakily(Throwable failure) throws E {
        throw (E) failure;
    }

    // --- claims ---

    @Test
    void shouldCommitAClaimOnlyTogetherWithTheTransaction() throws Exception {
        long fence = granted();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> transactional().inTransaction(transaction -> {
                    apply(transaction, KEY.id());
                    assertThat(transactional().commitIn(transaction, KEY, fence))
                            .isEqualTo(Commit.OK);
                    throw new IOException("on purpose");
                }));
        assertThat(effects(KEY.id())).isZero();
        assertThat(store().claim(KEY, "owner", LEASE)).isInstanceOf(Claim.Busy.class);

        assertThat(commitInTransaction(fence)).isEqualTo(Commit.OK);
        assertThat(store().claim(KEY, "owner", LEASE)).isEqualTo(new Claim.Done());
        assertThat(commitInTransaction(fence)).isEqualTo(Commit.ALREADY);
        assertThat(commitInTransaction(fence + 1)).isEqualTo(Commit.LOST);
    }

    private long granted() {
        Claim claim = store().claim(KEY, "owner", LEASE);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).fence();
    }

    private Commit commitInTransaction(long fence) throws Exception {
        return transactional()
                .<Commit>inTransaction(transaction -> transactional().commitIn(transaction, KEY, fence));
    }

    @Test
    void shouldSayLostInTheTransactionWhenAnotherHoldsTheClaim() throws Exception {
        Claim stale = store().claim(KEY, "slow owner", time().moment());
        time().passMoment();
        long fence = granted();

        assertThat(commitInTransaction(((Claim.Granted) stale).fence())).isEqualTo(Commit.LOST);

        assertThat(commitInTransaction(fence)).isEqualTo(Commit.OK);
    }

    // --- marks with the commit ---

    private Mark handleWithCommit(MessageKey key) throws Exception {
        return transactional().markWithCommit(key, transaction -> {
            apply(transaction, key.id());
            return key;
        });
    }

    @Test
    void shouldMarkTogetherWithTheCommit() throws Exception {
        Mark mark = transactional().markWithCommit(KEY, transaction -> {
            apply(transaction, KEY.id());
            assertThat(effects(KEY.id())).as("before the commit").isZero();
            return KEY;
        });

        assertThat(mark).isEqualTo(Mark.FIRST);
        assertThat(effects(KEY.id())).isEqualTo(1);
        assertThat(mark(KEY)).isEqualTo(Mark.DUPLICATE);
        assertThat(store().claim(KEY, "owner", LEASE)).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldMarkWithTheCommitOfWorkThatDoesNothing() throws Exception {
        assertThat(transactional().markWithCommit(KEY, transaction -> KEY)).isEqualTo(Mark.FIRST);
        assertThat(transactional().markWithCommit(KEY, transaction -> KEY)).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    void shouldUndoTheWorkOnWhatWasMarkedBefore() throws Exception {
        mark(KEY);

        assertThat(handleWithCommit(KEY)).isEqualTo(Mark.DUPLICATE);

        assertThat(effects(KEY.id())).isZero();
        assertThat(handleWithCommit(new MessageKey("audit", KEY.id())))
                .as("of another group")
                .isEqualTo(Mark.FIRST);
        assertThat(effects(KEY.id())).isEqualTo(1);
    }

    @Test
    void shouldUndoTheWorkOnAnotherMessageUnderTheSameId() throws Exception {
        assertThat(handleWithCommit(holding("a"))).isEqualTo(Mark.FIRST);

        assertThat(handleWithCommit(holding("b"))).isEqualTo(conflict());
        assertThat(handleWithCommit(holding("a"))).isEqualTo(Mark.DUPLICATE);
        assertThat(handleWithCommit(KEY)).as("without fingerprint").isEqualTo(Mark.DUPLICATE);

        assertThat(effects(KEY.id())).isEqualTo(1);
    }

    @Test
    void shouldUndoTheWorkOnAClaimThatIsDone() throws Exception {
        store().commit(KEY, granted());

        assertThat(handleWithCommit(KEY)).isEqualTo(Mark.DUPLICATE);

        assertThat(effects(KEY.id())).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {IOException.class, IllegalStateException.class, AssertionError.class})
    void shouldMarkNothingWhenTheWorkFails(Class<? extends Throwable> type) throws Exception {
        Throwable failure = type.getDeclaredConstructor().newInstance();

        assertThatThrownBy(() -> transactional().markWithCommit(KEY, transaction -> {
                    apply(transaction, KEY.id());
                    TransactionalSeenStoreContract.<RuntimeException>sneakily(failure);
                    return KEY;
                }))
                .isSameAs(failure);

        assertThat(effects(KEY.id())).isZero();
        assertThat(handleWithCommit(KEY)).isEqualTo(Mark.FIRST);
    }

    @Test
    void shouldKnowAMarkWithTheCommitAfterACrash() throws Exception {
        handleWithCommit(KEY);

        crash();

        assertThat(handleWithCommit(KEY)).isEqualTo(Mark.DUPLICATE);
        assertThat(effects(KEY.id())).isEqualTo(1);
    }

    /** What was committed is remembered elsewhere for so long: the store must not forget it earlier. */
    @Test
    void shouldNotTellALongerRetentionThanItHas() {
        assertThat(transactional().retention()).isBetween(Duration.ZERO, RETENTION);
    }

    @Test
    void shouldLetOneOfManyRivalsTakeEffectWithItsCommit() throws Exception {
        for (int round = 0; round < 10; round++) {
            MessageKey key = new MessageKey("billing", "contested with the commit:" + round);

            List<Mark> marks = Rivals.atOnce(() -> handleWithCommit(key));

            assertThat(marks).filteredOn(Mark.FIRST::equals).hasSize(1);
            assertThat(effects(key.id())).isEqualTo(1);
        }
    }

    /** As subscribers do that expect duplicates of some messages and not of others. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldApplyEveryEffectOnceWhicheverWayItIsMarked(long seed) throws Exception {
        int messages = 50;
        List<Callable<Boolean>> workers = IntStream.range(0, Rivals.COUNT)
                .<Callable<Boolean>>mapToObj(worker -> () -> handleBothWays(messages, new Random(seed * 100 + worker)))
                .toList();

        Rivals.atOnce(workers);

        for (int i = 0; i < messages; i++) {
            assertThat(effects("both ways:" + i))
                    .as("message %d of seed %d", i, seed)
                    .isEqualTo(1);
        }
    }

    /** Handles every message in any order, a third of the attempts in vain. */
    private boolean handleBothWays(int messages, Random random) throws Exception {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, messages).boxed().toList());
        Collections.shuffle(order, random);
        for (int number : order) {
            MessageKey key = new MessageKey("billing", "both ways:" + number);
            boolean done = false;
            while (!done) {
                boolean inVain = random.nextInt(3) == 0;
                done = random.nextBoolean() ? handled(key, inVain) : handledWithCommit(key, inVain);
            }
        }
        return true;
    }

    private boolean handledWithCommit(MessageKey key, boolean inVain) throws Exception {
        try {
            transactional().markWithCommit(key, transaction -> {
                apply(transaction, key.id());
                if (inVain) {
                    throw new IOException("on purpose");
                }
                return key;
            });
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    // --- rivals ---

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetARivalWaitUntilTheFirstTransactionEnds(boolean commit) throws Exception {
        CountDownLatch marked = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Mark> first = threads.submit(() -> transactional().inTransaction(transaction -> {
                Mark mark = transactional().markIn(transaction, KEY);
                marked.countDown();
                assertThat(mayEnd.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
                if (!commit) {
                    throw new IOException("on purpose");
                }
                return mark;
            }));
            assertThat(marked.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();

            Future<Mark> rival = threads.submit(() -> mark(KEY));

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
    void shouldLetOneOfManyRivalsTakeEffect() throws Exception {
        for (int round = 0; round < 10; round++) {
            MessageKey key = new MessageKey("billing", "contested:" + round);

            List<Mark> marks =
                    Rivals.atOnce(() -> transactional().inTransaction(transaction -> handle(transaction, key)));

            assertThat(marks).filteredOn(Mark.FIRST::equals).hasSize(1);
            assertThat(effects(key.id())).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldApplyEveryEffectOnceWhenDuplicatesRaceAndWorkFails(long seed) throws Exception {
        int messages = 50;
        List<Callable<Boolean>> workers = IntStream.range(0, Rivals.COUNT)
                .<Callable<Boolean>>mapToObj(worker -> () -> handleAll(messages, new Random(seed * 100 + worker)))
                .toList();

        Rivals.atOnce(workers);

        for (int i = 0; i < messages; i++) {
            assertThat(effects("raced:" + i))
                    .as("message %d of seed %d", i, seed)
                    .isEqualTo(1);
        }
    }

    /** Handles every message in any order, a third of the attempts in vain. */
    private boolean handleAll(int messages, Random random) throws Exception {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, messages).boxed().toList());
        Collections.shuffle(order, random);
        for (int number : order) {
            MessageKey key = new MessageKey("billing", "raced:" + number);
            while (!handled(key, random.nextInt(3) == 0)) {
                // The message comes again.
            }
        }
        return true;
    }

    private boolean handled(MessageKey key, boolean inVain) throws Exception {
        try {
            transactional().inTransaction(transaction -> {
                Mark mark = handle(transaction, key);
                if (inVain) {
                    throw new IOException("on purpose");
                }
                return mark;
            });
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
