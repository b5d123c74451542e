package dev.latido.contract;

import static dev.latido.contract.StoreUnderTest.KEY;
import static dev.latido.contract.StoreUnderTest.LONG;
import static dev.latido.contract.StoreUnderTest.assertAttempt;
import static dev.latido.contract.StoreUnderTest.fence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a store tells a second message under a used id from a redelivery, if it keeps fingerprints. */
interface FingerprintTests {

    @ParameterizedTest
    @ValueSource(strings = {"gw:1:1", "0198d2a4-6f7e-7c33-9a51-3a1f0f3b6a55"})
    default void shouldTellASecondMessageUnderTheSameIdFromARedelivery(String id, StoreUnderTest seen) {
        MessageKey first = new MessageKey("billing", id).withFingerprintOf(new byte[] {1});
        MessageKey second = new MessageKey("billing", id).withFingerprintOf(new byte[] {2});
        long fence = seen.granted(first);
        assertConflict(seen, second, Claim.Busy.class);
        seen.store().release(first, fence, LONG);
        assertConflict(seen, second, Claim.Delayed.class);

        MessageKey other = new MessageKey("audit", id).withFingerprintOf(new byte[] {3});
        long another = seen.granted(other);
        assertThat(seen.store().commit(other, another)).isEqualTo(Commit.OK);

        assertConflict(seen, new MessageKey("audit", id).withFingerprintOf(new byte[] {4}), Claim.Done.class);
        assertThat(seen.claim(other)).as("a redelivery").isEqualTo(new Claim.Done());
        assertThat(seen.claim(new MessageKey("audit", id)))
                .as("without fingerprint")
                .isEqualTo(new Claim.Done());
    }

    @Test
    default void shouldTellASecondMessageUnderTheIdOfADeadLetter(StoreUnderTest seen) {
        seen.store().bury(holding("a"), seen.granted(holding("a")), "no use");

        assertConflict(seen, holding("b"), Claim.Dead.class);
        assertThat(seen.claim(holding("a"))).isEqualTo(new Claim.Dead());
    }

    @Test
    default void shouldChangeNothingOnAConflict(StoreUnderTest seen) {
        long fence =
                fence(seen.store().claim(holding("a"), "slow owner", seen.time().moment()));
        seen.time().passMoment();

        assertConflict(seen, holding("b"), Claim.Granted.class);

        if (seen.store().detectsConflicts()) {
            assertAttempt(seen.claim(holding("a")), 2);
            seen.assertLost(KEY, fence);
        }
    }

    @Test
    default void shouldKeepTheFirstFingerprintThatAGrantBrings(StoreUnderTest seen) {
        seen.store().release(KEY, seen.granted(KEY), Duration.ZERO);
        long fence = seen.granted(holding("a"));
        seen.store().release(KEY, fence, Duration.ZERO);

        assertConflict(seen, holding("b"), Claim.Granted.class);
    }

    private static MessageKey holding(String payload) {
        return KEY.withFingerprintOf(payload.getBytes(StandardCharsets.UTF_8));
    }

    /** In a store without fingerprints, the message is a duplicate like any other. */
    private static void assertConflict(
            StoreUnderTest seen, MessageKey key, Class<? extends Claim> withoutFingerprints) {
        assertThat(seen.claim(key))
                .isInstanceOf(seen.store().detectsConflicts() ? Claim.Conflict.class : withoutFingerprints);
    }
}
