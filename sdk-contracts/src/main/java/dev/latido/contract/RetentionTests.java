package dev.latido.contract;

import static dev.latido.contract.StoreUnderTest.KEY;
import static dev.latido.contract.StoreUnderTest.LONG;
import static dev.latido.contract.StoreUnderTest.assertAttempt;
import static dev.latido.contract.StoreUnderTest.fence;
import static dev.latido.contract.StoreUnderTest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a store remembers, for how long, and what it may forget. */
interface RetentionTests {

    @Test
    default void shouldKnowWhatWasHandledUntilTheRetentionIsOver(StoreUnderTest seen) {
        long fence = seen.granted(KEY);
        seen.time().pass(SeenStoreContract.RETENTION);
        seen.store().commit(KEY, fence);
        MessageKey dead = key(2);
        seen.store().bury(dead, seen.granted(dead), "no use");

        seen.time().pass(SeenStoreContract.RETENTION.minus(LONG));
        seen.store().purge(10);

        assertThat(seen.claim(KEY)).as("counted from the commit").isEqualTo(new Claim.Done());
        assertThat(seen.claim(dead)).isEqualTo(new Claim.Dead());
    }

    @Test
    default void shouldForgetWhatWasHandledWhenTheRetentionIsOver(StoreUnderTest seen) {
        seen.open(seen.time().moment());
        MessageKey dead = key(2);
        seen.handle(KEY);
        seen.store().bury(dead, seen.granted(dead), "no use");

        seen.time().passMoment();
        seen.time().passMoment();
        seen.store().purge(10);

        assertAttempt(seen.claim(KEY), 1);
        assertAttempt(seen.claim(dead), 1);
    }

    @Test
    default void shouldPurgeNoMoreThanTheLimit(StoreUnderTest seen) {
        seen.open(seen.time().moment());
        IntStream.range(0, 5).forEach(i -> seen.handle(key(i)));
        seen.time().passMoment();
        seen.time().passMoment();

        int purged;
        do {
            purged = seen.store().purge(2);
            assertThat(purged).isBetween(0, 2);
        } while (purged > 0);

        IntStream.range(0, 5).forEach(i -> assertAttempt(seen.claim(key(i)), 1));
    }

    @Test
    default void shouldNeverForgetWhatIsInWork(StoreUnderTest seen) {
        MessageKey waiting = key(2);
        long fence = fence(seen.store().claim(KEY, "owner", seen.time().moment()));
        seen.store().release(waiting, seen.granted(waiting), Duration.ZERO);

        seen.time().passMoment();
        seen.time().pass(SeenStoreContract.RETENTION.multipliedBy(2));
        seen.store().purge(10);

        assertAttempt(seen.claim(waiting), 2);
        assertThat(seen.store().commit(KEY, fence)).isEqualTo(Commit.OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    default void shouldRefuseToPurgeNothing(int limit, StoreUnderTest seen) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> seen.store().purge(limit))
                .withMessageContaining(String.valueOf(limit));
    }
}
