package dev.latido.contract;

import static dev.latido.contract.StoreUnderTest.KEY;
import static dev.latido.contract.StoreUnderTest.LONG;
import static dev.latido.contract.StoreUnderTest.assertAttempt;
import static dev.latido.contract.StoreUnderTest.fence;
import static dev.latido.contract.StoreUnderTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.contract.internal.Rivals;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.SeenStore.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Tests that fences grow, and that only the current claim of a message can renew, commit, release or bury it. */
interface FenceTests {

    @Test
    default void shouldGiveFencesThatGrowOverAllMessages(StoreUnderTest seen) {
        List<Long> fences = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            fences.add(seen.granted(new MessageKey("group-" + i % 3, "id-" + i)));
        }

        assertThat(fences).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void shouldGiveFencesThatGrowAcrossPurges(StoreUnderTest seen) {
        seen.open(seen.time().moment());
        List<Long> fences = new ArrayList<>();

        for (int i = 0; i < 3; i++) {
            fences.add(seen.granted(KEY));
            seen.store().commit(KEY, fences.get(i));
            seen.time().passMoment();
            seen.time().passMoment();
            seen.store().purge(10);
        }

        long last = seen.granted(KEY);
        assertThat(fences).isSorted().doesNotHaveDuplicates().allMatch(fence -> fence < last);
        fences.forEach(fence -> assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.LOST));
        fences.forEach(fence -> seen.assertLost(KEY, fence));
    }

    @Test
    default void shouldLastLongerWhenRenewed(StoreUnderTest seen) {
        long fence = fence(seen.store().claim(KEY, "owner", seen.time().moment()));

        assertThat(seen.store().renew(KEY, fence, LONG)).isEqualTo(Hold.HELD);

        seen.time().passMoment();
        assertThat(seen.claim(KEY)).isInstanceOf(Claim.Busy.class);
        assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.OK);
    }

    @Test
    default void shouldLastFromNowOnWhenRenewed(StoreUnderTest seen) {
        long fence = seen.granted(KEY);

        assertThat(seen.store().renew(KEY, fence, seen.time().moment())).isEqualTo(Hold.HELD);

        seen.time().passMoment();
        assertAttempt(seen.claim(KEY), 2);
    }

    @Test
    default void shouldBeDoneWhenCommitted(StoreUnderTest seen) {
        long fence = seen.granted(KEY);

        assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.OK);

        assertThat(seen.claim(KEY)).isEqualTo(new Claim.Done());
        seen.assertLost(KEY, fence);
    }

    @Test
    default void shouldSayAlreadyWhenCommittedTwiceWithOneFence(StoreUnderTest seen) {
        long fence = seen.granted(KEY);
        seen.store().commit(KEY, fence);

        assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.ALREADY);
        assertThat(seen.store().commit(KEY, fence - 1)).isEqualTo(Commit.LOST);
        assertThat(seen.store().commit(KEY, fence + 1)).isEqualTo(Commit.LOST);
    }

    @Test
    default void shouldCommitWhenTheLeaseIsOverButNobodyElseClaimed(StoreUnderTest seen) {
        long fence = seen.overdue(KEY);

        assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.OK);
        assertThat(seen.claim(KEY)).isEqualTo(new Claim.Done());
    }

    @Test
    default void shouldMarkNothingWhenTheClaimWasLost(StoreUnderTest seen) {
        long stale = seen.overdue(KEY);
        long fence = seen.granted(KEY);

        assertThat(seen.store().commit(KEY, stale)).isEqualTo(Commit.LOST);
        seen.assertLost(KEY, stale);

        assertThat(seen.claim(KEY)).isInstanceOf(Claim.Busy.class);
        assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.OK);
        assertThat(seen.store().commit(KEY, stale)).isEqualTo(Commit.LOST);
    }

    @Test
    default void shouldKnowNothingOfAMessageThatNobodyClaimed(StoreUnderTest seen) {
        assertThat(seen.store().commit(KEY, 1)).isEqualTo(Commit.LOST);
        seen.assertLost(KEY, 1);
        assertAttempt(seen.claim(KEY), 1);
    }

    @Test
    default void shouldTakeOneCommitWhenASlowClaimantMeetsTheNext(StoreUnderTest seen) throws Exception {
        for (int round = 0; round < 5; round++) {
            MessageKey key = key(round);
            long stale = seen.overdue(key);
            Callable<Commit> slow = () -> seen.store().commit(key, stale);
            Callable<Commit> next = () -> seen.claim(key) instanceof Claim.Granted granted
                    ? seen.store().commit(key, granted.fence())
                    : Commit.LOST;

            List<Commit> commits = Rivals.atOnce(List.of(slow, next, next, next));

            assertThat(commits).filteredOn(Commit.OK::equals).hasSize(1);
        }
    }

    @Test
    default void shouldHaveLostTheClaimWhenReleased(StoreUnderTest seen) {
        long fence = seen.granted(KEY);
        seen.store().release(KEY, fence, LONG);

        assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.LOST);
        assertThat(seen.store().commit(KEY, 0)).isEqualTo(Commit.LOST);
        seen.assertLost(KEY, fence);
        seen.assertLost(KEY, 0);
    }

    @Test
    default void shouldBeDeadWhenBuried(StoreUnderTest seen) {
        long fence = seen.granted(KEY);

        assertThat(seen.store().bury(KEY, fence, "IllegalStateException: no")).isEqualTo(Hold.HELD);

        assertThat(seen.claim(KEY)).isEqualTo(new Claim.Dead());
        assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.LOST);
        seen.assertLost(KEY, fence);
    }

    @Test
    default void shouldTakeAnyReasonForABurial(StoreUnderTest seen) {
        List<String> reasons = List.of(
                "", "a\0b", "a lone \uD83D surrogate", "x\uD83D\uDE00".repeat(2_000), "\u001B'; drop table x; --");

        for (int i = 0; i < reasons.size(); i++) {
            assertThat(seen.store().bury(key(i), seen.granted(key(i)), reasons.get(i)))
                    .as("reason %d", i)
                    .isEqualTo(Hold.HELD);
            assertThat(seen.claim(key(i))).as("reason %d", i).isEqualTo(new Claim.Dead());
        }
    }
}
