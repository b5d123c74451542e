package dev.latido.core.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Backoff;
import dev.latido.core.internal.connection.AttemptPlan.Course;
import dev.latido.core.internal.connection.AttemptPlan.Next;
import dev.latido.core.internal.session.ClientExceptions;
import dev.latido.core.internal.session.ReasonCodes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttemptPlanTest {

    private final Throwable reset = new IOException("reset by peer");
    private final Throwable closed = ClientExceptions.closed();
    private final Throwable takenOver = ClientExceptions.disconnected(ReasonCodes.SESSION_TAKEN_OVER);
    private final Throwable refused = ClientExceptions.refused(ReasonCodes.NOT_AUTHORIZED);
    private final Throwable busy = ClientExceptions.refused(ReasonCodes.SERVER_BUSY);

    private long now = 1_000;

    private static AttemptPlan plan(int brokers) {
        return new AttemptPlan(brokers, Backoff.defaults(), new Random(1));
    }

    private Next session(AttemptPlan plan, Duration lasting, Throwable end) {
        plan.opened(now);
        now += lasting.toNanos();
        return plan.sessionEnded(end, now);
    }

    @Test
    void shouldWaitUpToTwiceAsLongEachTime() {
        for (int attempt = 0; attempt < 10; attempt++) {
            long bound = Math.min(60_000, 1_000L << attempt);
            AttemptPlan plan = plan(1);
            for (int before = 0; before < attempt; before++) {
                plan.attemptFailed(reset);
            }

            assertThat(plan.attemptFailed(reset).delay()).isBetween(Duration.ZERO, Duration.ofMillis(bound));
        }
    }

    /** A fleet that lost its broker at one moment must not come back at one moment. */
    @Test
    void shouldSpreadAThousandReconnects() {
        List<Long> delays = new ArrayList<>();
        for (int device = 0; device < 1_000; device++) {
            AttemptPlan plan = new AttemptPlan(1, Backoff.defaults(), new Random(device));
            IntStream.range(0, 5).forEach(failure -> plan.attemptFailed(reset));
            delays.add(plan.attemptFailed(reset).delay().toMillis());
        }
        double mean = delays.stream().mapToLong(Long::longValue).average().orElseThrow();

        assertThat(delays).anyMatch(delay -> delay < 0.5 * mean).anyMatch(delay -> delay > 1.5 * mean);
        for (int tenth = 0; tenth < 10; tenth++) {
            long from = tenth * 3_200L;
            assertThat(delays.stream().filter(delay -> delay >= from && delay < from + 3_200))
                    .as("devices from %s ms on", from)
                    .hasSizeBetween(50, 150);
        }
    }

    @Test
    void shouldStartAgainAfterAStableSessionOnly() {
        AttemptPlan plan = plan(1);
        IntStream.range(0, 6).forEach(failure -> plan.attemptFailed(reset));

        session(plan, Duration.ofSeconds(29), reset);
        assertThat(plan.failures()).isEqualTo(7);

        session(plan, Duration.ofSeconds(30), reset);
        assertThat(plan.failures()).isEqualTo(1);
    }

    @Test
    void shouldAskARefusingBrokerAtTheCap() {
        AttemptPlan plan = plan(1);

        assertThat(plan.attemptFailed(refused)).isEqualTo(new Next(Course.REFUSED, Duration.ofSeconds(60)));
        assertThat(plan.attemptFailed(busy).course()).isEqualTo(Course.RETRY);
    }

    @Test
    void shouldAskAllBrokersBeforeItGivesUpOnOne() {
        AttemptPlan plan = plan(3);
        List<Integer> asked = new ArrayList<>();
        List<Course> courses = new ArrayList<>();
        for (int attempt = 0; attempt < 4; attempt++) {
            asked.add(plan.broker());
            Next next = plan.attemptFailed(refused);
            courses.add(next.course());
            if (next.course() == Course.RETRY) {
                assertThat(next.delay()).isLessThanOrEqualTo(Duration.ofSeconds(2));
            }
        }

        assertThat(asked).containsExactly(0, 1, 2, 0);
        assertThat(courses).containsExactly(Course.RETRY, Course.RETRY, Course.REFUSED, Course.RETRY);
    }

    @Test
    void shouldBeRefusedOnlyWhenEveryBrokerOfTheRoundRefuses() {
        AttemptPlan downThenRefused = plan(2);
        downThenRefused.attemptFailed(reset);
        assertThat(downThenRefused.attemptFailed(refused).course()).isEqualTo(Course.RETRY);

        AttemptPlan refusedThenDown = plan(2);
        refusedThenDown.attemptFailed(refused);
        assertThat(refusedThenDown.attemptFailed(reset).course()).isEqualTo(Course.RETRY);

        // What counts is the round, not what an earlier one left.
        refusedThenDown.attemptFailed(reset);
        assertThat(refusedThenDown.attemptFailed(refused).course()).isEqualTo(Course.RETRY);
        refusedThenDown.attemptFailed(refused);
        assertThat(refusedThenDown.attemptFailed(refused).course()).isEqualTo(Course.REFUSED);
    }

    @Test
    void shouldTakeALastingEndOfASessionForARefusal() {
        Throwable moved = ClientExceptions.disconnected(ReasonCodes.SERVER_MOVED);

        assertThat(session(plan(1), Duration.ofMinutes(5), moved))
                .isEqualTo(new Next(Course.REFUSED, Duration.ofSeconds(60)));

        AttemptPlan two = plan(2);
        assertThat(session(two, Duration.ofMinutes(5), moved).course()).isEqualTo(Course.RETRY);
        assertThat(two.broker()).isEqualTo(1);
        assertThat(two.attemptFailed(refused).course()).isEqualTo(Course.REFUSED);
    }

    /** One of two processes with the same client id. */
    private static final class Duellist {
        private final AttemptPlan plan;
        private long next;
        private long recognisedAt = Long.MAX_VALUE;
        private int sessionsInTheSecondHour;

        Duellist(long seed) {
            this.plan = new AttemptPlan(1, Backoff.defaults(), new Random(seed));
        }

        void isThrownOut(Throwable end, long time) {
            Next then = plan.sessionEnded(end, time);
            next = time + then.delay().toNanos();
            if (then.course() == Course.TAKEN_OVER) {
                recognisedAt = Math.min(recognisedAt, time);
            }
        }
    }

    /** Two hours in which each throws out the other whenever it connects. */
    private static List<Duellist> duel(long seed, Throwable end) {
        Duellist holder = new Duellist(seed);
        Duellist comer = new Duellist(~seed);
        List<Duellist> both = List.of(holder, comer);
        holder.plan.opened(0);
        comer.next = Duration.ofSeconds(3).toNanos();
        while (comer.next < Duration.ofHours(2).toNanos()) {
            long time = comer.next;
            comer.plan.opened(time);
            comer.sessionsInTheSecondHour += time > Duration.ofHours(1).toNanos() ? 1 : 0;
            holder.isThrownOut(end, time);
            Duellist thrownOut = holder;
            holder = comer;
            comer = thrownOut;
        }
        return both;
    }

    /** The mean pause at the cap is 45 s: 80 sessions an hour for each, if only one of the two can know. */
    @Test
    void shouldSlowADuelDownToTheCapWhenTheBrokerDoesNotSayWhatItIs() {
        for (long seed = 0; seed < 200; seed++) {
            assertThat(duel(seed, closed))
                    .allSatisfy(side -> assertThat(side.sessionsInTheSecondHour).isLessThanOrEqualTo(90))
                    .anySatisfy(side ->
                            assertThat(Duration.ofNanos(side.recognisedAt)).isLessThan(Duration.ofMinutes(1)));
        }
    }

    /** Both slow down, so that there are 80 sessions an hour in all. */
    @Test
    void shouldHaveBothSlowDownWhenTheBrokerSaysWhatItIs() {
        for (long seed = 0; seed < 200; seed++) {
            assertThat(duel(seed, takenOver)).allSatisfy(side -> {
                assertThat(side.sessionsInTheSecondHour).isLessThanOrEqualTo(50);
                assertThat(Duration.ofNanos(side.recognisedAt)).isLessThan(Duration.ofMinutes(3));
            });
        }
    }

    @Test
    void shouldPreferTheFirstBrokerAgainAfterASession() {
        AttemptPlan plan = plan(2);
        plan.attemptFailed(reset);
        assertThat(plan.broker()).isEqualTo(1);

        session(plan, Duration.ofMinutes(1), reset);

        assertThat(plan.broker()).isZero();
    }

    @Test
    void shouldRecogniseATakeoverLoopWithoutAReasonCode() {
        AttemptPlan plan = plan(1);
        for (int session = 1; session < AttemptPlan.TAKEOVER_LOOP; session++) {
            assertThat(session(plan, Duration.ofSeconds(2), closed).course()).isEqualTo(Course.RETRY);
        }

        Next takeover = session(plan, Duration.ofSeconds(2), takenOver);

        assertThat(takeover.course()).isEqualTo(Course.TAKEN_OVER);
        assertThat(takeover.delay()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    void shouldStaySlowWhileTheOtherProcessIsThere() {
        AttemptPlan plan = plan(1);
        IntStream.range(0, AttemptPlan.TAKEOVER_LOOP).forEach(i -> session(plan, Duration.ofSeconds(1), closed));

        assertThat(session(plan, Duration.ofSeconds(55), closed).course()).isEqualTo(Course.TAKEN_OVER);
        assertThat(session(plan, Duration.ofMinutes(10), closed).course()).isEqualTo(Course.RETRY);
    }

    @Test
    void shouldNotTakeABadNetworkForATakeover() {
        AttemptPlan plan = plan(1);

        for (int session = 0; session < 3 * AttemptPlan.TAKEOVER_LOOP; session++) {
            assertThat(session(plan, Duration.ofSeconds(1), reset).course()).isEqualTo(Course.RETRY);
            assertThat(session(plan, Duration.ofSeconds(1), ClientExceptions.brokenBy(reset))
                            .course())
                    .isEqualTo(Course.RETRY);
        }
    }
}
