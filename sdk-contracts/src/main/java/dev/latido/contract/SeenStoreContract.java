package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.contract.internal.Rivals;
import dev.latido.contract.internal.SeenHistory;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.SeenStore.Hold;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link SeenStore} does. Extend it to show that one of your own does too:
 *
 * <pre>{@code
 * class MySeenStoreTest extends SeenStoreContract {
 *
 *     private final TestClock clock = TestClock.create();
 *
 *     @Override
 *     protected SeenStore createStore(Duration retention) {
 *         return new MySeenStore(retention, clock);
 *     }
 *
 *     @Override
 *     protected StoreTime time() {
 *         return StoreTime.advancedBy(clock::advance);
 *     }
 * }
 * }</pre>
 *
 * <p>Each test has a store of its own, closed after it. The random ones name their seed and last steps when they fail.
 * Your class may have tests besides, which use {@link #store()}.
 */
public abstract class SeenStoreContract {

    /** How long the store keeps what is handled, except in tests that let it forget: 8 days. */
    public static final Duration RETENTION = Duration.ofDays(8);

    /** A lease or pause that does not end while a test waits. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final Duration TOLERANCE = Duration.ofSeconds(30);
    private static final MessageKey KEY = new MessageKey("billing", "gw:1:1");

    private @Nullable SeenStore opened;

    /** Called by JUnit. */
    protected SeenStoreContract() {}

    /**
     * Makes the store, with nothing in it. Called once in a test, or twice if the test needs another retention: the
     * store before has been closed then, and what was in it is not to be seen.
     *
     * @param retention how long the store keeps what is handled
     * @return a new store
     * @throws Exception if it cannot be made; the test fails
     */
    protected abstract SeenStore createStore(Duration retention) throws Exception;

    /**
     * How time passes on the store's clock. Default: {@link StoreTime#real()}.
     *
     * @return the way to let it pass
     */
    protected StoreTime time() {
        return StoreTime.real();
    }

    /**
     * How many handled messages the store is sure to remember, the last ones. Default: 1,000. The contract handles five
     * times as many.
     *
     * @return the number, from 1
     */
    protected int capacity() {
        return 1_000;
    }

    /**
     * What a process that starts after a crash sees of the store. Default: the same object, for a store in memory, where
     * only the worker has crashed. For a store that outlives the process, close or drop the old object and open another
     * over the same data.
     *
     * @param crashed the store as the crash left it
     * @return the store to go on with
     * @throws Exception if it cannot be opened; the test fails
     */
    protected SeenStore reopen(SeenStore crashed) throws Exception {
        return crashed;
    }

    /**
     * The store of the running test, made by {@link #createStore} at first use.
     *
     * @return the store
     */
    protected final synchronized SeenStore store() {
        return opened != null ? opened : open(RETENTION);
    }

    final synchronized SeenStore open(Duration retention) {
        close();
        try {
            opened = createStore(retention);
            return opened;
        } catch (Exception e) {
            throw new AssertionError("the store could not be made", e);
        }
    }

    @AfterEach
    final synchronized void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }

    final synchronized void crash() throws Exception {
        opened = reopen(store());
    }

    private static MessageKey key(int number) {
        return new MessageKey("billing", "gw:1:" + number);
    }

    private Claim claim(MessageKey key) {
        return store().claim(key, "owner", LONG);
    }

    private long granted(MessageKey key) {
        return fence(claim(key));
    }

    /** Claims for a moment and lets that pass. */
    private long overdue(MessageKey key) {
        long fence = fence(store().claim(key, "slow owner", time().moment()));
        time().passMoment();
        return fence;
    }

    private void handle(MessageKey key) {
        assertThat(store().commit(key, granted(key))).isEqualTo(Commit.OK);
    }

    private static long fence(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).fence();
    }

    private static void assertAttempt(Claim claim, int attempt) {
        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Granted.class,
                        granted -> assertThat(granted.attempt()).as("attempt").isEqualTo(attempt));
    }

    private void assertLost(MessageKey key, long fence) {
        assertThat(store().renew(key, fence, LONG)).as("renew").isEqualTo(Hold.LOST);
        assertThat(store().release(key, fence, Duration.ZERO)).as("release").isEqualTo(Hold.LOST);
        assertThat(store().bury(key, fence, "no use")).as("bury").isEqualTo(Hold.LOST);
    }

    private static void assertRemaining(Duration remaining, Duration expected) {
        assertThat(remaining).as("remaining").isBetween(expected.minus(TOLERANCE), expected.plus(TOLERANCE));
    }

    // --- claim ---

    @Test
    void shouldGrantTheFirstAttemptWhenTheMessageIsNew() {
        assertAttempt(claim(KEY), 1);
    }

    @Test
    void shouldBeBusyForTheRestOfTheLease() {
        claim(KEY);
        time().passMoment();

        assertThat(claim(KEY))
                .isInstanceOfSatisfying(
                        Claim.Busy.class, busy -> assertRemaining(busy.remaining(), LONG.minus(time().moment())));
    }

    @Test
    void shouldGrantTheNextAttemptWhenTheLeaseIsOver() {
        long first = overdue(KEY);

        Claim again = claim(KEY);

        assertAttempt(again, 2);
        assertThat(fence(again)).isGreaterThan(first);
    }

    @Test
    void shouldGiveFencesThatGrowOverAllMessages() {
        List<Long> fences = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            fences.add(granted(new MessageKey("group-" + i % 3, "id-" + i)));
        }

        assertThat(fences).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldGiveFencesThatGrowAcrossPurges() {
        open(time().moment());
        List<Long> fences = new ArrayList<>();

        for (int i = 0; i < 3; i++) {
            fences.add(granted(KEY));
            store().commit(KEY, fences.get(i));
            time().passMoment();
            time().passMoment();
            store().purge(10);
        }

        long last = granted(KEY);
        assertThat(fences).isSorted().doesNotHaveDuplicates().allMatch(fence -> fence < last);
        fences.forEach(fence -> assertThat(store().commit(KEY, fence)).isEqualTo(Commit.LOST));
        fences.forEach(fence -> assertLost(KEY, fence));
    }

    @Test
    void shouldKeepGroupsAndMessagesApart() {
        handle(KEY);
        List<MessageKey> others = List.of(
                new MessageKey("audit", KEY.id()),
                new MessageKey(KEY.group() + KEY.id(), KEY.id()),
                new MessageKey(KEY.group() + ":gw", "1:1"),
                new MessageKey(KEY.group(), "gw:1:2"),
                new MessageKey(KEY.group(), "GW:1:1"),
                new MessageKey(KEY.group(), "gw:1:1 "),
                new MessageKey(KEY.group(), "gẃ:1:1"),
                new MessageKey(KEY.group(), "'; -- %_\\\"{}\uD83D\uDE00"),
                new MessageKey(KEY.group(), "gw:1:1" + "x".repeat(200)));

        for (MessageKey other : others) {
            assertAttempt(claim(other), 1);
        }

        assertThat(claim(KEY)).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldGrantExactlyOneWhenManyClaimANewMessage() throws Exception {
        for (int round = 0; round < 10; round++) {
            MessageKey key = key(round);

            List<Claim> claims = Rivals.atOnce(() -> claim(key));

            assertThat(claims).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
            assertThat(claims).filteredOn(Claim.Busy.class::isInstance).hasSize(Rivals.COUNT - 1);
        }
    }

    @Test
    void shouldGrantExactlyOneWhenManyClaimAfterTheLease() throws Exception {
        for (int round = 0; round < 5; round++) {
            MessageKey key = key(round);
            overdue(key);

            List<Claim> claims = Rivals.atOnce(() -> claim(key));

            assertThat(claims)
                    .filteredOn(Claim.Granted.class::isInstance)
                    .singleElement()
                    .satisfies(claim -> assertAttempt(claim, 2));
        }
    }

    // --- numbered ids ---

    /** A number may come late, far too late, or never: that others are higher says nothing of it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldTakeNoNumberForADuplicateBecauseOthersAreHigher(long seed) {
        Random random = new Random(seed);
        List<Long> numbers = random.longs(Math.min(60, capacity()), 0, 3_000)
                .distinct()
                .boxed()
                .collect(Collectors.toCollection(ArrayList::new));
        numbers.addAll(List.of(999_999_999_999_999_999L, 70_000L, 1_000_000L));
        Set<Long> handled = new HashSet<>(numbers.subList(0, numbers.size() / 2));
        handled.add(1_000_000L);

        handled.forEach(number -> handle(new MessageKey("billing", "gw:1:" + number)));

        Collections.shuffle(numbers, random);
        for (long number : numbers) {
            Claim claim = claim(new MessageKey("billing", "gw:1:" + number));
            assertThat(claim)
                    .as("number %d of seed %d", number, seed)
                    .isInstanceOf(handled.contains(number) ? Claim.Done.class : Claim.Granted.class);
        }
    }

    /** A device that starts again counts from the beginning; what it sent before may still come again. */
    @Test
    void shouldKeepTheStartsOfAProducerApart() {
        List<MessageKey> starts = List.of(
                new MessageKey("billing", "gw:100:5"),
                new MessageKey("billing", "gw:200:5"),
                new MessageKey("billing", "gw:99:5"),
                new MessageKey("billing", "gw:0100:5"),
                new MessageKey("billing", "gw:100:05"),
                new MessageKey("billing", "gw:100:-5"),
                new MessageKey("billing", ":100:5"),
                new MessageKey("billing", "gw::5"),
                new MessageKey("billing", "gw:100:"));

        for (MessageKey key : starts) {
            assertAttempt(claim(key), 1);
            assertThat(store().commit(key, granted(new MessageKey("audit", key.id()))))
                    .as("with the fence of another message")
                    .isEqualTo(Commit.LOST);
        }
    }

    // --- conflicts ---

    private static MessageKey holding(String payload) {
        return KEY.withFingerprintOf(payload.getBytes(StandardCharsets.UTF_8));
    }

    /** In a store without fingerprints, it is a duplicate like any other. */
    private void assertConflict(MessageKey key, Class<? extends Claim> withoutFingerprints) {
        assertThat(claim(key)).isInstanceOf(store().detectsConflicts() ? Claim.Conflict.class : withoutFingerprints);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw:1:1", "0198d2a4-6f7e-7c33-9a51-3a1f0f3b6a55"})
    void shouldTellASecondMessageUnderTheSameIdFromARedelivery(String id) {
        MessageKey first = new MessageKey("billing", id).withFingerprintOf(new byte[] {1});
        MessageKey second = new MessageKey("billing", id).withFingerprintOf(new byte[] {2});
        long fence = granted(first);
        assertConflict(second, Claim.Busy.class);
        store().release(first, fence, LONG);
        assertConflict(second, Claim.Delayed.class);

        MessageKey other = new MessageKey("audit", id).withFingerprintOf(new byte[] {3});
        long another = granted(other);
        assertThat(store().commit(other, another)).isEqualTo(Commit.OK);

        assertConflict(new MessageKey("audit", id).withFingerprintOf(new byte[] {4}), Claim.Done.class);
        assertThat(claim(other)).as("a redelivery").isEqualTo(new Claim.Done());
        assertThat(claim(new MessageKey("audit", id))).as("without fingerprint").isEqualTo(new Claim.Done());
    }

    @Test
    void shouldTellASecondMessageUnderTheIdOfADeadLetter() {
        store().bury(holding("a"), granted(holding("a")), "no use");

        assertConflict(holding("b"), Claim.Dead.class);
        assertThat(claim(holding("a"))).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldChangeNothingOnAConflict() {
        long fence = fence(store().claim(holding("a"), "slow owner", time().moment()));
        time().passMoment();

        assertConflict(holding("b"), Claim.Granted.class);

        if (store().detectsConflicts()) {
            assertAttempt(claim(holding("a")), 2);
            assertLost(KEY, fence);
        }
    }

    @Test
    void shouldKeepTheFirstFingerprintThatAGrantBrings() {
        store().release(KEY, granted(KEY), Duration.ZERO);
        long fence = granted(holding("a"));
        store().release(KEY, fence, Duration.ZERO);

        assertConflict(holding("b"), Claim.Granted.class);
    }

    // --- renew ---

    @Test
    void shouldLastLongerWhenRenewed() {
        long fence = fence(store().claim(KEY, "owner", time().moment()));

        assertThat(store().renew(KEY, fence, LONG)).isEqualTo(Hold.HELD);

        time().passMoment();
        assertThat(claim(KEY)).isInstanceOf(Claim.Busy.class);
        assertThat(store().commit(KEY, fence)).isEqualTo(Commit.OK);
    }

    @Test
    void shouldLastFromNowOnWhenRenewed() {
        long fence = granted(KEY);

        assertThat(store().renew(KEY, fence, time().moment())).isEqualTo(Hold.HELD);

        time().passMoment();
        assertAttempt(claim(KEY), 2);
    }

    // --- commit ---

    @Test
    void shouldBeDoneWhenCommitted() {
        long fence = granted(KEY);

        assertThat(store().commit(KEY, fence)).isEqualTo(Commit.OK);

        assertThat(claim(KEY)).isEqualTo(new Claim.Done());
        assertLost(KEY, fence);
    }

    @Test
    void shouldSayAlreadyWhenCommittedTwiceWithOneFence() {
        long fence = granted(KEY);
        store().commit(KEY, fence);

        assertThat(store().commit(KEY, fence)).isEqualTo(Commit.ALREADY);
        assertThat(store().commit(KEY, fence - 1)).isEqualTo(Commit.LOST);
        assertThat(store().commit(KEY, fence + 1)).isEqualTo(Commit.LOST);
    }

    @Test
    void shouldCommitWhenTheLeaseIsOverButNobodyElseClaimed() {
        long fence = overdue(KEY);

        assertThat(store().commit(KEY, fence)).isEqualTo(Commit.OK);
        assertThat(claim(KEY)).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldMarkNothingWhenTheClaimWasLost() {
        long stale = overdue(KEY);
        long fence = granted(KEY);

        assertThat(store().commit(KEY, stale)).isEqualTo(Commit.LOST);
        assertLost(KEY, stale);

        assertThat(claim(KEY)).isInstanceOf(Claim.Busy.class);
        assertThat(store().commit(KEY, fence)).isEqualTo(Commit.OK);
        assertThat(store().commit(KEY, stale)).isEqualTo(Commit.LOST);
    }

    @Test
    void shouldKnowNothingOfAMessageThatNobodyClaimed() {
        assertThat(store().commit(KEY, 1)).isEqualTo(Commit.LOST);
        assertLost(KEY, 1);
        assertAttempt(claim(KEY), 1);
    }

    @Test
    void shouldTakeOneCommitWhenASlowClaimantMeetsTheNext() throws Exception {
        for (int round = 0; round < 5; round++) {
            MessageKey key = key(round);
            long stale = overdue(key);
            Callable<Commit> slow = () -> store().commit(key, stale);
            Callable<Commit> next = () ->
                    claim(key) instanceof Claim.Granted granted ? store().commit(key, granted.fence()) : Commit.LOST;

            List<Commit> commits = Rivals.atOnce(List.of(slow, next, next, next));

            assertThat(commits).filteredOn(Commit.OK::equals).hasSize(1);
        }
    }

    // --- release ---

    @Test
    void shouldBeDelayedForTheRestOfThePauseWhenReleased() {
        long fence = granted(KEY);

        assertThat(store().release(KEY, fence, LONG)).isEqualTo(Hold.HELD);

        time().passMoment();
        assertThat(claim(KEY))
                .isInstanceOfSatisfying(
                        Claim.Delayed.class,
                        delayed -> assertRemaining(delayed.remaining(), LONG.minus(time().moment())));
    }

    @Test
    void shouldGrantTheNextAttemptWhenThePauseIsOver() {
        store().release(KEY, granted(KEY), time().moment());
        time().passMoment();

        assertAttempt(claim(KEY), 2);
    }

    @Test
    void shouldGrantAtOnceWhenReleasedWithoutPause() {
        for (int attempt = 1; attempt <= 3; attempt++) {
            Claim claim = claim(KEY);
            assertAttempt(claim, attempt);
            store().release(KEY, fence(claim), Duration.ZERO);
        }
    }

    @Test
    void shouldHaveLostTheClaimWhenReleased() {
        long fence = granted(KEY);
        store().release(KEY, fence, LONG);

        assertThat(store().commit(KEY, fence)).isEqualTo(Commit.LOST);
        assertThat(store().commit(KEY, 0)).isEqualTo(Commit.LOST);
        assertLost(KEY, fence);
        assertLost(KEY, 0);
    }

    // --- bury ---

    @Test
    void shouldBeDeadWhenBuried() {
        long fence = granted(KEY);

        assertThat(store().bury(KEY, fence, "IllegalStateException: no")).isEqualTo(Hold.HELD);

        assertThat(claim(KEY)).isEqualTo(new Claim.Dead());
        assertThat(store().commit(KEY, fence)).isEqualTo(Commit.LOST);
        assertLost(KEY, fence);
    }

    @Test
    void shouldTakeAnyReasonForABurial() {
        List<String> reasons = List.of(
                "", "a\0b", "a lone \uD83D surrogate", "x\uD83D\uDE00".repeat(2_000), "\u001B'; drop table x; --");

        for (int i = 0; i < reasons.size(); i++) {
            assertThat(store().bury(key(i), granted(key(i)), reasons.get(i)))
                    .as("reason %d", i)
                    .isEqualTo(Hold.HELD);
            assertThat(claim(key(i))).as("reason %d", i).isEqualTo(new Claim.Dead());
        }
    }

    // --- crashes ---

    /** Where the process can be when it crashes. */
    enum CrashPoint {
        BEFORE_THE_CLAIM,
        AFTER_THE_CLAIM,
        AFTER_A_RENEWAL,
        AFTER_A_RELEASE,
        AFTER_THE_COMMIT,
        AFTER_THE_BURIAL
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWhereACrashLeftIt(CrashPoint point) throws Exception {
        long fence = workUpTo(point);

        crash();
        time().passMoment();

        switch (point) {
            case BEFORE_THE_CLAIM -> assertAttempt(claim(KEY), 1);
            case AFTER_THE_CLAIM, AFTER_A_RENEWAL, AFTER_A_RELEASE -> {
                Claim again = claim(KEY);
                assertAttempt(again, 2);
                assertThat(fence(again)).isGreaterThan(fence);
                assertThat(store().commit(KEY, fence)).isEqualTo(Commit.LOST);
                assertLost(KEY, fence);
            }
            case AFTER_THE_COMMIT -> {
                assertThat(claim(KEY)).isEqualTo(new Claim.Done());
                assertThat(store().commit(KEY, fence)).as("asked again").isEqualTo(Commit.ALREADY);
            }
            case AFTER_THE_BURIAL -> assertThat(claim(KEY)).isEqualTo(new Claim.Dead());
        }
    }

    private long workUpTo(CrashPoint point) {
        if (point == CrashPoint.BEFORE_THE_CLAIM) {
            return 0;
        }
        long fence = fence(store().claim(KEY, "crashing owner", time().moment()));
        switch (point) {
            case AFTER_A_RENEWAL -> store().renew(KEY, fence, time().moment());
            case AFTER_A_RELEASE -> store().release(KEY, fence, time().moment());
            case AFTER_THE_COMMIT -> store().commit(KEY, fence);
            case AFTER_THE_BURIAL -> store().bury(KEY, fence, "no use");
            default -> {}
        }
        return fence;
    }

    // --- retention ---

    @Test
    void shouldKnowWhatWasHandledUntilTheRetentionIsOver() {
        long fence = granted(KEY);
        time().pass(RETENTION);
        store().commit(KEY, fence);
        MessageKey dead = key(2);
        store().bury(dead, granted(dead), "no use");

        time().pass(RETENTION.minus(LONG));
        store().purge(10);

        assertThat(claim(KEY)).as("counted from the commit").isEqualTo(new Claim.Done());
        assertThat(claim(dead)).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldForgetWhatWasHandledWhenTheRetentionIsOver() {
        open(time().moment());
        MessageKey dead = key(2);
        handle(KEY);
        store().bury(dead, granted(dead), "no use");

        time().passMoment();
        time().passMoment();
        store().purge(10);

        assertAttempt(claim(KEY), 1);
        assertAttempt(claim(dead), 1);
    }

    @Test
    void shouldPurgeNoMoreThanTheLimit() {
        open(time().moment());
        IntStream.range(0, 5).forEach(i -> handle(key(i)));
        time().passMoment();
        time().passMoment();

        int purged;
        do {
            purged = store().purge(2);
            assertThat(purged).isBetween(0, 2);
        } while (purged > 0);

        IntStream.range(0, 5).forEach(i -> assertAttempt(claim(key(i)), 1));
    }

    @Test
    void shouldNeverForgetWhatIsInWork() {
        MessageKey waiting = key(2);
        long fence = fence(store().claim(KEY, "owner", time().moment()));
        store().release(waiting, granted(waiting), Duration.ZERO);

        time().passMoment();
        time().pass(RETENTION.multipliedBy(2));
        store().purge(10);

        assertAttempt(claim(waiting), 2);
        assertThat(store().commit(KEY, fence)).isEqualTo(Commit.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw:1:", "id-"})
    void shouldForgetNothingUnderLoad(String prefix) {
        MessageKey working = new MessageKey("billing", "slow");
        long fence = granted(working);
        int handled = 5 * capacity();

        for (int i = 0; i < handled; i++) {
            handle(new MessageKey("billing", prefix + i));
        }
        store().purge(100);

        List<MessageKey> forgotten = IntStream.range(handled - capacity(), handled)
                .mapToObj(i -> new MessageKey("billing", prefix + i))
                .filter(key -> !(claim(key) instanceof Claim.Done))
                .toList();
        assertThat(forgotten.size())
                .as("forgotten of the last %d of %d messages, the very ones that come again", capacity(), handled)
                .isZero();
        assertThat(store().commit(working, fence)).as("in work all the time").isEqualTo(Commit.OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void shouldRefuseToPurgeNothing(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().purge(limit))
                .withMessageContaining(String.valueOf(limit));
    }

    // --- all together ---

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldDoWhatThePlainStateMachineDoesWhenUsedAtRandom(long seed) {
        new SeenHistory(store(), RETENTION, time()::pass, seed).run(300, !time().isReal());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldLetEveryMessageTakeEffectOnceWhenWorkersRaceAndFail(long seed) throws Exception {
        int messages = 40;
        Map<MessageKey, AtomicInteger> effects = new ConcurrentHashMap<>();
        List<Callable<Boolean>> workers = IntStream.range(0, Rivals.COUNT)
                .<Callable<Boolean>>mapToObj(worker -> () -> work(messages, new Random(seed * 100 + worker), effects))
                .toList();

        assertThat(Rivals.atOnce(workers)).as("every worker came to an end").containsOnly(true);

        assertThat(effects).hasSize(messages);
        assertThat(effects).allSatisfy((key, count) -> assertThat(count).hasValue(1));
    }

    /** Handles messages in any order, three of ten attempts in vain, until all are done; false if they never are. */
    private boolean work(int messages, Random random, Map<MessageKey, AtomicInteger> effects) {
        List<MessageKey> open = new ArrayList<>(
                IntStream.range(0, messages).mapToObj(SeenStoreContract::key).toList());
        long deadline = System.nanoTime() + TOLERANCE.toNanos();
        while (!open.isEmpty() && System.nanoTime() - deadline < 0) {
            Collections.shuffle(open, random);
            MessageKey key = open.get(0);
            Claim claim = claim(key);
            if (claim instanceof Claim.Done) {
                open.remove(key);
            } else if (claim instanceof Claim.Granted granted) {
                if (random.nextInt(10) < 3) {
                    store().release(key, granted.fence(), Duration.ZERO);
                } else if (store().commit(key, granted.fence()) == Commit.OK) {
                    effects.computeIfAbsent(key, first -> new AtomicInteger()).incrementAndGet();
                }
            } else {
                Thread.onSpinWait();
            }
        }
        return open.isEmpty();
    }
}
