package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.it.DeterministicScheduler;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.idempotency.memory.MemoryStores;
import dev.latido.testkit.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemorySeenStoreContractTest extends SeenStoreContract {

    private static final MessageKey KEY = new MessageKey("billing", "gw:1:1");

    private final TestClock clock = TestClock.create();

    @Override
    protected SeenStore createStore(Duration retention) {
        return MemoryStores.on(clock, retention);
    }

    @Override
    protected StoreTime time() {
        return StoreTime.advancedBy(clock::advance);
    }

    /** A lease kept alive by a timer, over a working day, without waiting. */
    @Test
    void shouldHoldTheClaimWhileATimerRenewsIt() {
        DeterministicScheduler scheduler = DeterministicScheduler.on(clock);
        Duration lease = Duration.ofSeconds(30);
        long fence = ((Claim.Granted) store().claim(KEY, "owner", lease)).fence();
        List<SeenStore.Hold> renewals = new ArrayList<>();

        var timer = scheduler.scheduleAtFixedRate(
                () -> renewals.add(store().renew(KEY, fence, lease)), 10, 10, TimeUnit.SECONDS);
        scheduler.advance(Duration.ofHours(8));

        assertThat(renewals).hasSize(8 * 360).containsOnly(SeenStore.Hold.HELD);
        assertThat(store().claim(KEY, "rival", lease)).isInstanceOf(Claim.Busy.class);

        timer.cancel(false);
        scheduler.advance(lease);
        assertThat(store().claim(KEY, "rival", lease)).isInstanceOf(Claim.Granted.class);
        assertThat(store().renew(KEY, fence, lease)).isEqualTo(SeenStore.Hold.LOST);
    }

    /** No room to spare: the contract holds for a store that keeps just what it promises. */
    @Nested
    class Small extends SeenStoreContract {

        @Override
        protected SeenStore createStore(Duration retention) {
            return MemoryStores.on(clock, retention, capacity());
        }

        @Override
        protected StoreTime time() {
            return StoreTime.advancedBy(clock::advance);
        }

        @Override
        protected int capacity() {
            return 100;
        }
    }

    /** As a user would run a store whose clock cannot be moved. */
    @Nested
    class OnARealClock extends SeenStoreContract {

        @Override
        protected SeenStore createStore(Duration retention) {
            return MemorySeenStore.retaining(retention, MemorySeenStore.DEFAULT_CAPACITY);
        }
    }
}
