package dev.latido.contract;

import static dev.latido.contract.StoreUnderTest.KEY;
import static dev.latido.contract.StoreUnderTest.LONG;
import static dev.latido.contract.StoreUnderTest.assertAttempt;
import static dev.latido.contract.StoreUnderTest.assertRemaining;
import static dev.latido.contract.StoreUnderTest.fence;
import static dev.latido.contract.StoreUnderTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.contract.internal.Rivals;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import dev.latido.idempotency.SeenStore.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which attempt a store grants, and when: leases, pauses, groups, and numbered ids. */
interface ClaimTests {

    @Test
    default void shouldGrantTheFirstAttemptWhenTheMessageIsNew(StoreUnderTest seen) {
        assertAttempt(seen.claim(KEY), 1);
    }

    @Test
    default void shouldBeBusyForTheRestOfTheLease(StoreUnderTest seen) {
        seen.claim(KEY);
        seen.time().passMoment();

        assertThat(seen.claim(KEY))
                .isInstanceOfSatisfying(
                        Claim.Busy.class,
                        busy -> assertRemaining(
                                busy.remaining(), LONG.minus(seen.time().moment())));
    }

    @Test
    default void shouldGrantTheNextAttemptWhenTheLeaseIsOver(StoreUnderTest seen) {
        long first = seen.overdue(KEY);

        Claim again = seen.claim(KEY);

        assertAttempt(again, 2);
        assertThat(fence(again)).isGreaterThan(first);
    }

    @Test
    default void shouldKeepGroupsAndMessagesApart(StoreUnderTest seen) {
        seen.handle(KEY);
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
            assertAttempt(seen.claim(other), 1);
        }

        assertThat(seen.claim(KEY)).isEqualTo(new Claim.Done());
    }

    @Test
    default void shouldGrantExactlyOneWhenManyClaimANewMessage(StoreUnderTest seen) throws Exception {
        for (int round = 0; round < 10; round++) {
            MessageKey key = key(round);

            List<Claim> claims = Rivals.atOnce(() -> seen.claim(key));

            assertThat(claims).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
            assertThat(claims).filteredOn(Claim.Busy.class::isInstance).hasSize(Rivals.COUNT - 1);
        }
    }

    @Test
    default void shouldGrantExactlyOneWhenManyClaimAfterTheLease(StoreUnderTest seen) throws Exception {
        for (int round = 0; round < 5; round++) {
            MessageKey key = key(round);
            seen.overdue(key);

            List<Claim> claims = Rivals.atOnce(() -> seen.claim(key));

            assertThat(claims)
                    .filteredOn(Claim.Granted.class::isInstance)
                    .singleElement()
                    .satisfies(claim -> assertAttempt(claim, 2));
        }
    }

    @Test
    default void shouldBeDelayedForTheRestOfThePauseWhenReleased(StoreUnderTest seen) {
        long fence = seen.granted(KEY);

        assertThat(seen.store().release(KEY, fence, LONG)).isEqualTo(Hold.HELD);

        seen.time().passMoment();
        assertThat(seen.claim(KEY))
                .isInstanceOfSatisfying(
                        Claim.Delayed.class,
                        delayed -> assertRemaining(
                                delayed.remaining(), LONG.minus(seen.time().moment())));
    }

    @Test
    default void shouldGrantTheNextAttemptWhenThePauseIsOver(StoreUnderTest seen) {
        seen.store().release(KEY, seen.granted(KEY), seen.time().moment());
        seen.time().passMoment();

        assertAttempt(seen.claim(KEY), 2);
    }

    @Test
    default void shouldGrantAtOnceWhenReleasedWithoutPause(StoreUnderTest seen) {
        for (int attempt = 1; attempt <= 3; attempt++) {
            Claim claim = seen.claim(KEY);
            assertAttempt(claim, attempt);
            seen.store().release(KEY, fence(claim), Duration.ZERO);
        }
    }

    /** A number may arrive late or never. Higher numbers of other messages do not make it a duplicate. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    default void shouldTakeNoNumberForADuplicateBecauseOthersAreHigher(long seed, StoreUnderTest seen) {
        Random random = new Random(seed);
        List<Long> numbers = random.longs(Math.min(60, seen.capacity()), 0, 3_000)
                .distinct()
                .boxed()
                .collect(Collectors.toCollection(ArrayList::new));
        numbers.addAll(List.of(999_999_999_999_999_999L, 70_000L, 1_000_000L));
        Set<Long> handled = new HashSet<>(numbers.subList(0, numbers.size() / 2));
        handled.add(1_000_000L);

        handled.forEach(number -> seen.handle(new MessageKey("billing", "gw:1:" + number)));

        Collections.shuffle(numbers, random);
        for (long number : numbers) {
            Claim claim = seen.claim(new MessageKey("billing", "gw:1:" + number));
            assertThat(claim)
                    .as("number %d of seed %d", number, seed)
                    .isInstanceOf(handled.contains(number) ? Claim.Done.class : Claim.Granted.class);
        }
    }

    /** A device that restarts counts from the beginning, and messages from before may still be redelivered. */
    @Test
    default void shouldKeepTheStartsOfAProducerApart(StoreUnderTest seen) {
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
            assertAttempt(seen.claim(key), 1);
            assertThat(seen.store().commit(key, seen.granted(new MessageKey("audit", key.id()))))
                    .as("with the fence of another message")
                    .isEqualTo(Commit.LOST);
        }
    }
}
