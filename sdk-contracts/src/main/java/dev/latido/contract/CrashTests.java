package dev.latido.contract;

import static dev.latido.contract.StoreUnderTest.KEY;
import static dev.latido.contract.StoreUnderTest.assertAttempt;
import static dev.latido.contract.StoreUnderTest.fence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.SeenStore.Commit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that the next process goes on where a crash left the store. */
interface CrashTests {

    /** The points at which the process can crash. */
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
    default void shouldGoOnWhereACrashLeftIt(CrashPoint point, StoreUnderTest seen) throws Exception {
        long fence = workUpTo(seen, point);

        seen.crash();
        seen.time().passMoment();

        switch (point) {
            case BEFORE_THE_CLAIM -> assertAttempt(seen.claim(KEY), 1);
            case AFTER_THE_CLAIM, AFTER_A_RENEWAL, AFTER_A_RELEASE -> {
                Claim again = seen.claim(KEY);
                assertAttempt(again, 2);
                assertThat(fence(again)).isGreaterThan(fence);
                assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.LOST);
                seen.assertLost(KEY, fence);
            }
            case AFTER_THE_COMMIT -> {
                assertThat(seen.claim(KEY)).isEqualTo(new Claim.Done());
                assertThat(seen.store().commit(KEY, fence)).as("asked again").isEqualTo(Commit.ALREADY);
            }
            case AFTER_THE_BURIAL -> assertThat(seen.claim(KEY)).isEqualTo(new Claim.Dead());
        }
    }

    private static long workUpTo(StoreUnderTest seen, CrashPoint point) {
        if (point == CrashPoint.BEFORE_THE_CLAIM) {
            return 0;
        }
        long fence = fence(seen.store().claim(KEY, "crashing owner", seen.time().moment()));
        switch (point) {
            case AFTER_A_RENEWAL -> seen.store().renew(KEY, fence, seen.time().moment());
            case AFTER_A_RELEASE -> seen.store().release(KEY, fence, seen.time().moment());
            case AFTER_THE_COMMIT -> seen.store().commit(KEY, fence);
            case AFTER_THE_BURIAL -> seen.store().bury(KEY, fence, "no use");
            default -> {}
        }
        return fence;
    }
}
