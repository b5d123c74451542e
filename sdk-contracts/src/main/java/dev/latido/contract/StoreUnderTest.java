package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.SeenStore.Hold;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The store of the running test, with the steps that the tests have in common. A parameter of each test. */
final class StoreUnderTest {

    /** A lease or pause that does not end while a test waits. */
    static final Duration LONG = Duration.ofHours(1);

    static final Duration TOLERANCE = Duration.ofSeconds(30);
    static final MessageKey KEY = new MessageKey("billing", "gw:1:1");

    private final SeenStoreContract contract;

    private StoreUnderTest(SeenStoreContract contract) {
        this.contract = contract;
    }

    /** Gives each test of a contract the store of that contract. */
    static final class Parameter implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == StoreUnderTest.class;
        }

        @Override
        public StoreUnderTest resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return new StoreUnderTest((SeenStoreContract) test.getRequiredTestInstance());
        }
    }

    static MessageKey key(int number) {
        return new MessageKey("billing", "gw:1:" + number);
    }

    static long fence(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).fence();
    }

    static void assertAttempt(Claim claim, int attempt) {
        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Granted.class,
                        granted -> assertThat(granted.attempt()).as("attempt").isEqualTo(attempt));
    }

    static void assertRemaining(Duration remaining, Duration expected) {
        assertThat(remaining).as("remaining").isBetween(expected.minus(TOLERANCE), expected.plus(TOLERANCE));
    }

    /** Returns the store, which is created at first use. */
    SeenStore store() {
        return contract.store();
    }

    /** Closes the store that is open, if any, and creates one with another retention. */
    void open(Duration retention) {
        contract.open(retention);
    }

    /** Goes on as the process that starts after a crash. */
    void crash() throws Exception {
        contract.crash();
    }

    StoreTime time() {
        return contract.time();
    }

    int capacity() {
        return contract.capacity();
    }

    Claim claim(MessageKey key) {
        return store().claim(key, "owner", LONG);
    }

    long granted(MessageKey key) {
        return fence(claim(key));
    }

    /** Claims for a moment and lets that moment pass. */
    long overdue(MessageKey key) {
        long fence = fence(store().claim(key, "slow owner", time().moment()));
        time().passMoment();
        return fence;
    }

    void handle(MessageKey key) {
        assertThat(store().commit(key, granted(key))).isEqualTo(Commit.OK);
    }

    void assertLost(MessageKey key, long fence) {
        assertThat(store().renew(key, fence, LONG)).as("renew").isEqualTo(Hold.LOST);
        assertThat(store().release(key, fence, Duration.ZERO)).as("release").isEqualTo(Hold.LOST);
        assertThat(store().bury(key, fence, "no use")).as("bury").isEqualTo(Hold.LOST);
    }
}
