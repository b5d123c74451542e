package dev.latido.idempotency.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.testkit.time.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the test kit's contract for all seen-stores does not say. */
class MemorySeenStoreTest {

    private static final Duration RETENTION = Duration.ofDays(8);

    private final TestClock clock = TestClock.create();

    private static MessageKey key(int number) {
        return new MessageKey("billing", "id-" + number);
    }

    private static void handle(SeenStore store, int number) {
        Claim claim = store.claim(key(number), "owner", Duration.ofMinutes(1));
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        store.commit(key(number), ((Claim.Granted) claim).fence());
    }

    private static boolean knows(SeenStore store, int number) {
        Claim claim = store.claim(key(number), "owner", Duration.ofMinutes(1));
        if (claim instanceof Claim.Granted granted) {
            store.release(key(number), granted.fence(), Duration.ZERO);
        }
        return claim instanceof Claim.Done;
    }

    @Test
    void shouldKeepAMillionMessagesForEightDaysUnlessSet() {
        assertThat(SeenStore.DEFAULT_RETENTION).isEqualTo(Duration.ofDays(8));
        assertThat(MemorySeenStore.DEFAULT_CAPACITY).isEqualTo(1_000_000);
        assertThat(MemorySeenStore.create().capacity()).isEqualTo(1_000_000);
        assertThat(MemorySeenStore.create())
                .hasToString("MemorySeenStore[0 in work, 0 producers, 0 entries of 1000000]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 100, 2_000})
    void shouldRememberTheLastOnesWhenFarMoreWereHandled(int capacity) {
        MemorySeenStore small = MemoryStores.on(clock, RETENTION, capacity);

        for (int i = 1; i <= 5 * capacity; i++) {
            handle(small, i);
        }

        for (int i = 4 * capacity + 1; i <= 5 * capacity; i++) {
            assertThat(knows(small, i)).as("message %d of %d", i, 5 * capacity).isTrue();
        }
        assertThat(small.evictedEarly()).isEqualTo(4L * capacity);
    }

    @Test
    void shouldForgetTheOldestFirstWhenTheCapacityIsReached() {
        MemorySeenStore small = MemoryStores.on(clock, RETENTION, 3);
        for (int i = 1; i <= 3; i++) {
            handle(small, i);
        }
        assertThat(small.evictedEarly()).isZero();
        assertThat(knows(small, 1)).as("looked at, but not handled later").isTrue();

        handle(small, 4);

        assertThat(small.evictedEarly()).isEqualTo(1);
        assertThat(knows(small, 1)).isFalse();
        assertThat(knows(small, 2)).isTrue();
        assertThat(knows(small, 4)).isTrue();
    }

    @Test
    void shouldNotCountAsEarlyWhatIsForgottenInDueTime() {
        MemorySeenStore small = MemoryStores.on(clock, RETENTION, 3);
        for (int i = 1; i <= 3; i++) {
            handle(small, i);
        }

        clock.advance(RETENTION.plusMinutes(1));
        for (int i = 4; i <= 6; i++) {
            handle(small, i);
        }

        assertThat(small.evictedEarly()).isZero();
        assertThat(knows(small, 1)).isFalse();
        assertThat(knows(small, 4)).isTrue();
    }

    @Test
    void shouldRefuseBoundsThatAreNotPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySeenStore.retaining(Duration.ZERO, 1))
                .withMessage("retention must be above zero, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySeenStore.retaining(Duration.ofSeconds(-1), 1))
                .withMessage("retention must be above zero, was PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySeenStore.retaining(RETENTION, 0))
                .withMessage("capacity must be at least 1, was 0");
    }
}
