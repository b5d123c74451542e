package dev.latido.contract;

import dev.latido.idempotency.SeenStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of every {@link SeenStore}. Extend it to show that a store of your own keeps it:
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
 * <p>Only {@link #createStore} must be overridden. Override {@link #time} if the store's clock can be moved, {@link #reopen}
 * if the store outlives its process, and {@link #capacity} if it remembers fewer than 1,000 messages.
 *
 * <p>Each test has a store of its own, which is closed after the test. A random test names its seed and its last steps when
 * it fails. Your class may have further tests, which use {@link #store()}.
 */
@ExtendWith(StoreUnderTest.Parameter.class)
public abstract class SeenStoreContract
        implements ClaimTests, FenceTests, FingerprintTests, CrashTests, RetentionTests, LoadTests {

    /** The retention of the store, except in tests that let it forget: 8 days. */
    public static final Duration RETENTION = Duration.ofDays(8);

    private @Nullable SeenStore opened;

    /** Called by JUnit. */
    protected SeenStoreContract() {}

    /**
     * Creates an empty store. Called once per test, or twice if the test needs another retention. Before the second call
     * the first store is closed; the second store must not show what the first one contained.
     *
     * @param retention how long the store remembers a handled message
     * @return a new store
     * @throws Exception if the store cannot be created; the test fails
     */
    protected abstract SeenStore createStore(Duration retention) throws Exception;

    /**
     * Returns how time passes on the store's clock. Default: {@link StoreTime#real()}.
     *
     * @return the way to let time pass
     */
    protected StoreTime time() {
        return StoreTime.real();
    }

    /**
     * Returns the number of handled messages, the last ones, that the store is sure to remember. Default: 1,000. The
     * contract handles five times as many.
     *
     * @return the number, from 1
     */
    protected int capacity() {
        return 1_000;
    }

    /**
     * Returns the store as a process sees it that starts after a crash. Default: the same object, for a store in memory,
     * where only the worker has crashed. For a store that outlives its process, close or drop the old object and open
     * another one over the same data.
     *
     * @param crashed the store as the crash left it
     * @return the store to go on with
     * @throws Exception if the store cannot be opened; the test fails
     */
    protected SeenStore reopen(SeenStore crashed) throws Exception {
        return crashed;
    }

    /**
     * Returns the store of the running test. {@link #createStore} creates it at the first call.
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
            throw new AssertionError("the store could not be created", e);
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
}
