package dev.latido.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.SeenStore.Hold;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.jdbc.TestDatabase;
import dev.latido.idempotency.memory.MemoryStores;
import dev.latido.testkit.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The states of a message, step by step, in the stores that need no server. What every seen-store must do, under
 * concurrency too, is in the test kit's contracts.
 */
class SeenStoreStatesTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration RETENTION = Duration.ofDays(8);

    /** A store, and a form of id that it may treat in its own way. */
    enum Kind {
        MEMORY_NUMBERED("gw-a72f:1:42"),
        MEMORY_PLAIN("3f2b8c1e-77aa-4d2e-9f11-0c5b7e1d2a34"),
        JDBC("gw-a72f:1:42");

        private final String id;

        Kind(String id) {
            this.id = id;
        }
    }

    private final TestClock clock = TestClock.create();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Consumer<Duration> pass = clock::advance;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private SeenStore store(Kind kind) {
        if (kind != Kind.JDBC) {
            return MemoryStores.on(clock, RETENTION, 1_000);
        }
        TestDatabase database = new TestDatabase();
        JdbcSeenStore store = JdbcSeenStore.of(database).retaining(RETENTION).createTable();
        opened.add(store);
        opened.add(database);
        pass = by -> database.execute("update latido_seen set due_at = due_at - " + by.toMillis());
        return store;
    }

    private static MessageKey key(Kind kind) {
        return new MessageKey("billing", kind.id);
    }

    private static Claim claim(SeenStore store, MessageKey key) {
        return store.claim(key, "consumer-1", LEASE);
    }

    private static long granted(SeenStore store, MessageKey key, int attempt) {
        Claim claim = claim(store, key);
        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Granted.class,
                        granted -> assertThat(granted.attempt()).isEqualTo(attempt));
        return ((Claim.Granted) claim).fence();
    }

    private static void assertRests(Duration rest, Duration most) {
        assertThat(rest).isPositive().isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeDoneOnceItIsCommitted(Kind kind) {
        SeenStore store = store(kind);
        long fence = granted(store, key(kind), 1);

        assertThat(store.commit(key(kind), fence)).isEqualTo(Commit.OK);

        assertThat(store.commit(key(kind), fence)).isEqualTo(Commit.ALREADY);
        assertThat(store.commit(key(kind), fence + 1)).isEqualTo(Commit.LOST);
        assertThat(claim(store, key(kind))).isEqualTo(new Claim.Done());
        assertThat(store.renew(key(kind), fence, LEASE)).isEqualTo(Hold.LOST);
        assertThat(store.release(key(kind), fence, Duration.ZERO)).isEqualTo(Hold.LOST);
        assertThat(store.bury(key(kind), fence, "too late")).isEqualTo(Hold.LOST);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeDeadOnceItIsBuried(Kind kind) {
        SeenStore store = store(kind);
        long fence = granted(store, key(kind), 1);

        assertThat(store.bury(key(kind), fence, "no")).isEqualTo(Hold.HELD);

        assertThat(claim(store, key(kind))).isEqualTo(new Claim.Dead());
        assertThat(store.commit(key(kind), fence)).isEqualTo(Commit.LOST);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeBusyUntilTheLeaseIsOver(Kind kind) {
        SeenStore store = store(kind);
        long first = granted(store, key(kind), 1);

        assertThat(claim(store, key(kind)))
                .isInstanceOfSatisfying(Claim.Busy.class, busy -> assertRests(busy.remaining(), LEASE));
        pass.accept(LEASE.plusSeconds(1));
        long second = granted(store, key(kind), 2);

        assertThat(second).isNotEqualTo(first);
        assertThat(store.renew(key(kind), first, LEASE)).isEqualTo(Hold.LOST);
        assertThat(store.release(key(kind), first, Duration.ZERO)).isEqualTo(Hold.LOST);
        assertThat(store.bury(key(kind), first, "late")).isEqualTo(Hold.LOST);
        assertThat(store.commit(key(kind), first)).isEqualTo(Commit.LOST);
        assertThat(store.commit(key(kind), second)).isEqualTo(Commit.OK);
    }

    @ParameterizedTest
    @EnumSource
    void shouldStayBusyWhenTheLeaseIsRenewed(Kind kind) {
        SeenStore store = store(kind);
        long fence = granted(store, key(kind), 1);
        pass.accept(Duration.ofSeconds(50));

        assertThat(store.renew(key(kind), fence, LEASE.multipliedBy(3))).isEqualTo(Hold.HELD);

        pass.accept(Duration.ofSeconds(130));
        assertThat(claim(store, key(kind)))
                .isInstanceOfSatisfying(
                        Claim.Busy.class, busy -> assertRests(busy.remaining(), Duration.ofSeconds(50)));
        assertThat(store.commit(key(kind), fence)).isEqualTo(Commit.OK);
    }

    @ParameterizedTest
    @EnumSource
    void shouldPauseWhenItIsGivenBack(Kind kind) {
        SeenStore store = store(kind);
        long fence = granted(store, key(kind), 1);

        assertThat(store.release(key(kind), fence, Duration.ofSeconds(30))).isEqualTo(Hold.HELD);

        assertThat(claim(store, key(kind)))
                .isInstanceOfSatisfying(
                        Claim.Delayed.class, delayed -> assertRests(delayed.remaining(), Duration.ofSeconds(30)));
        assertThat(store.commit(key(kind), fence)).isEqualTo(Commit.LOST);
        pass.accept(Duration.ofSeconds(31));
        granted(store, key(kind), 2);
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellAnotherMessageUnderTheSameIdInEveryState(Kind kind) {
        SeenStore store = store(kind);
        MessageKey first = key(kind).withFingerprintOf(new byte[] {1});
        MessageKey other = key(kind).withFingerprintOf(new byte[] {2});
        long fence = granted(store, first, 1);

        assertThat(store.detectsConflicts()).isTrue();
        assertThat(claim(store, other)).isEqualTo(new Claim.Conflict());
        assertThat(store.commit(first, fence)).isEqualTo(Commit.OK);
        assertThat(claim(store, other)).isEqualTo(new Claim.Conflict());
        assertThat(claim(store, first)).isEqualTo(new Claim.Done());
        assertThat(claim(store, key(kind))).as("no fingerprint, no conflict").isEqualTo(new Claim.Done());
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotMixUpGroups(Kind kind) {
        SeenStore store = store(kind);
        long fence = granted(store, key(kind), 1);
        store.commit(key(kind), fence);

        granted(store, new MessageKey("shipping", kind.id), 1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldForgetAfterTheRetentionAndNoSooner(Kind kind) {
        SeenStore store = store(kind);
        store.commit(key(kind), granted(store, key(kind), 1));

        pass.accept(RETENTION.minusHours(1));
        assertThat(store.purge(100)).isZero();
        assertThat(claim(store, key(kind))).isEqualTo(new Claim.Done());

        pass.accept(Duration.ofHours(3));
        assertThat(store.purge(100)).isPositive();
        granted(store, key(kind), 1);
        assertThatIllegalArgumentException().isThrownBy(() -> store.purge(0));
    }

    @Test
    void shouldPurgeNoMoreThanItIsToldTo() {
        SeenStore store = store(Kind.MEMORY_PLAIN);
        for (int i = 0; i < 10; i++) {
            MessageKey key = new MessageKey("billing", "id-" + i);
            store.commit(key, granted(store, key, 1));
        }
        assertThat(store).hasToString("MemorySeenStore[0 in work, 0 producers, 10 entries of 1000]");
        pass.accept(RETENTION.plusHours(1));

        assertThat(store.purge(4)).isEqualTo(4);
        assertThat(store.purge(4)).isEqualTo(4);
        assertThat(store.purge(4)).isEqualTo(2);
        assertThat(store).hasToString("MemorySeenStore[0 in work, 0 producers, 0 entries of 1000]");
    }

    @Test
    void shouldCountWhatIsInWork() {
        SeenStore store = store(Kind.MEMORY_PLAIN);
        granted(store, new MessageKey("billing", "plain"), 1);
        granted(store, new MessageKey("billing", "gw:1:1"), 1);
        granted(store, new MessageKey("billing", "gw:1:2"), 1);

        assertThat(store).hasToString("MemorySeenStore[3 in work, 1 producers, 0 entries of 1000]");
    }

    @Test
    void shouldMarkManyAtOnceInTheOrderInWhichTheyWereAsked() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store(Kind.JDBC);
        MessageKey a = new MessageKey("billing", "a").withFingerprintOf(new byte[] {1});
        MessageKey b = new MessageKey("billing", "b");
        MessageKey otherA = new MessageKey("billing", "a").withFingerprintOf(new byte[] {2});

        List<Mark> marks = store.inTransaction(transaction -> store.markAllIn(transaction, List.of(b, a, b, otherA)));

        assertThat(marks).containsExactly(Mark.FIRST, Mark.FIRST, Mark.DUPLICATE, Mark.CONFLICT);
        assertThat(store.<List<Mark>>inTransaction(transaction -> store.markAllIn(transaction, List.of(a, otherA))))
                .containsExactly(Mark.DUPLICATE, Mark.CONFLICT);
    }

    @Test
    void shouldCommitAClaimInTheTransactionOfItsWork() throws Exception {
        JdbcSeenStore store = (JdbcSeenStore) store(Kind.JDBC);
        long fence = granted(store, key(Kind.JDBC), 1);

        assertThat(store.<Commit>inTransaction(transaction -> store.commitIn(transaction, key(Kind.JDBC), fence + 1)))
                .isEqualTo(Commit.LOST);
        assertThat(store.<Commit>inTransaction(transaction -> store.commitIn(transaction, key(Kind.JDBC), fence)))
                .isEqualTo(Commit.OK);
        assertThat(claim(store, key(Kind.JDBC))).isEqualTo(new Claim.Done());
    }
}
