package dev.latido.idempotency.internal.attempt;

import static dev.latido.idempotency.internal.attempt.ProcessingFixture.ATTEMPTS;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.BACKOFF;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.KEY;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.LEASE;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.MESSAGE;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageHandler;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.attempt.ProcessingFixture.Breakable;
import dev.latido.idempotency.memory.MemoryStores;
import dev.latido.testkit.time.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeasedProcessingTest {

    private final TestClock clock = TestClock.create();
    private final Breakable store = new Breakable(MemoryStores.on(clock, Duration.ofDays(1), 100));
    private final List<Message<String>> handled = new ArrayList<>();

    private LeasedProcessing<String> processing(MessageHandler<String> handler) {
        return new LeasedProcessing<>(store, handler, SETTINGS, "consumer-1");
    }

    private Verdict attempt(MessageHandler<String> handler) {
        return processing(handler).attempt(MESSAGE, ProcessingFixture.attempt(1));
    }

    private Claim claim() {
        return store.claim(KEY, "rival", LEASE);
    }

    @Test
    void shouldHandleOnceWhenTheMessageComesTwice() {
        assertThat(attempt(handled::add)).isEqualTo(new Verdict.Handled());
        assertThat(attempt(handled::add)).isEqualTo(new Verdict.Duplicate());

        assertThat(handled).hasSize(1);
    }

    @Test
    void shouldGiveUpWhenTheIdIsThatOfAnotherMessage() {
        LeasedProcessing<String> processing = processing(handled::add);
        Attempt first = ProcessingFixture.attempt(1);

        assertThat(processing.attempt(ProcessingFixture.holding("21.3"), first)).isEqualTo(new Verdict.Handled());
        assertThat(processing.attempt(ProcessingFixture.holding("4.0"), ProcessingFixture.attempt(1)))
                .isEqualTo(Verdict.GivenUp.inConflict());
        assertThat(processing.attempt(ProcessingFixture.holding("21.3"), ProcessingFixture.attempt(1)))
                .isEqualTo(new Verdict.Duplicate());

        assertThat(handled).hasSize(1);
        assertThat(claim()).as("the first one's mark stays").isEqualTo(new Claim.Done());
    }

    @Test
    void shouldTellAConflictWhileTheFirstMessageIsStillInWork() {
        List<Verdict> seen = new ArrayList<>();

        processing(message -> seen.add(processing(handled::add)
                        .attempt(ProcessingFixture.holding("4.0"), ProcessingFixture.attempt(1))))
                .attempt(ProcessingFixture.holding("21.3"), ProcessingFixture.attempt(1));

        assertThat(seen).containsExactly(Verdict.GivenUp.inConflict());
        assertThat(handled).isEmpty();
    }

    @Test
    void shouldHoldTheClaimWhileTheHandlerWorks() {
        List<Claim> seen = new ArrayList<>();

        attempt(message -> seen.add(claim()));

        assertThat(seen).singleElement().isInstanceOf(Claim.Busy.class);
        assertThat(claim()).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldTellTheHandlerTheAttemptThatTheStoreCounts() {
        claim();
        clock.advance(LEASE);

        processing(handled::add).attempt(MESSAGE, ProcessingFixture.attempt(1));

        assertThat(handled).singleElement().satisfies(message -> {
            assertThat(message.attempt()).isEqualTo(2);
            assertThat(message.value()).isEqualTo("21.3");
        });
    }

    @Test
    void shouldFailWithAPauseThatTheStoreKeeps() {
        IOException failure = new IOException("no answer");

        Verdict verdict = attempt(message -> {
            throw failure;
        });

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Failed.class, failed -> {
            assertThat(failed.reason()).isSameAs(failure);
            assertThat(failed.pause()).isBetween(Duration.ZERO, BACKOFF.initial());
            clock.advance(failed.pause());
        });
        assertThat(attempt(handled::add)).isEqualTo(new Verdict.Handled());
        assertThat(handled.get(0).attempt()).isEqualTo(2);
    }

    @Test
    void shouldFailAlikeWhenTheHandlerThrowsAnError() {
        assertThat(attempt(message -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void shouldGiveUpWhenTheAttemptsAreUsedUp() {
        Verdict verdict = new Verdict.Handled();

        for (int i = 1; i <= ATTEMPTS; i++) {
            assertThat(verdict).as("before attempt %d", i).isNotInstanceOf(Verdict.GivenUp.class);
            verdict = attempt(message -> {
                throw new IOException("no answer");
            });
            clock.advance(BACKOFF.cap());
        }

        ProcessingFixture.assertGivenUp(verdict, "IOException: no answer", ATTEMPTS);
    }

    @Test
    void shouldGiveUpAtOnceWhenTheFailureIsPermanent() {
        Verdict verdict = attempt(message -> {
            throw new PermanentFailure("unknown meter");
        });

        ProcessingFixture.assertGivenUp(verdict, "PermanentFailure: unknown meter", 1);
        assertThat(claim()).as("free to be buried").isInstanceOf(Claim.Granted.class);
    }

    @Test
    void shouldGiveUpWithoutTheHandlerWhenEarlierAttemptsCrashed() {
        for (int i = 1; i <= ATTEMPTS; i++) {
            claim();
            clock.advance(LEASE);
        }

        Verdict verdict = attempt(handled::add);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.GivenUp.class,
                        givenUp -> assertThat(givenUp.attempts()).isEqualTo(ATTEMPTS));
        assertThat(handled).isEmpty();
    }

    @Test
    void shouldPostponeWhenTheLeaseRanOutAndARivalTookOver() {
        Verdict verdict = attempt(message -> {
            clock.advance(LEASE);
            assertThat(claim()).isInstanceOf(Claim.Granted.class);
        });

        assertThat(verdict).isInstanceOf(Verdict.Postponed.class);
        assertThat(claim()).as("the rival's").isInstanceOf(Claim.Busy.class);
    }

    @Test
    void shouldStillCountAsHandledWhenTheLeaseRanOutAndNobodyTookOver() {
        assertThat(attempt(message -> clock.advance(LEASE.multipliedBy(2)))).isEqualTo(new Verdict.Handled());
    }

    @Test
    void shouldKeepALongHandlersClaimWhenRenewed() {
        List<LeasedProcessing<String>> self = new ArrayList<>();
        LeasedProcessing<String> processing = processing(message -> {
            for (int i = 0; i < 5; i++) {
                clock.advance(LEASE.dividedBy(2));
                self.get(0).renew();
                assertThat(claim()).isInstanceOf(Claim.Busy.class);
            }
        });
        self.add(processing);

        assertThat(processing.attempt(MESSAGE, ProcessingFixture.attempt(1))).isEqualTo(new Verdict.Handled());
    }

    @Test
    void shouldNotRenewWhatIsNoLongerInWork() {
        LeasedProcessing<String> processing = processing(message -> {
            throw new IOException("no answer");
        });
        processing.attempt(MESSAGE, ProcessingFixture.attempt(1));
        store.breakDown("renew");

        assertThatCode(processing::renew).doesNotThrowAnyException();
        assertThat(claim()).isNotInstanceOf(Claim.Busy.class);
    }

    @Test
    void shouldGoOnWhenALeaseCannotBeRenewed() {
        List<LeasedProcessing<String>> self = new ArrayList<>();
        LeasedProcessing<String> processing = processing(message -> {
            store.breakDown("renew");
            self.get(0).renew();
        });
        self.add(processing);

        assertThat(processing.attempt(MESSAGE, ProcessingFixture.attempt(1))).isEqualTo(new Verdict.Handled());
    }

    @Test
    void shouldPostponeForFiveSecondsAtMostWhenARivalIsAtWork() {
        claim();

        assertThat(attempt(handled::add)).isEqualTo(new Verdict.Postponed(Duration.ofSeconds(5)));
        clock.advance(LEASE.minusSeconds(2));
        assertThat(attempt(handled::add)).isEqualTo(new Verdict.Postponed(Duration.ofSeconds(2)));
        clock.advance(Duration.ofSeconds(2).minusNanos(1));
        assertThat(attempt(handled::add)).isEqualTo(new Verdict.Postponed(Duration.ofMillis(10)));
        assertThat(handled).isEmpty();
    }

    @Test
    void shouldPostponeWhenTheMessageIsToBeTriedLater() {
        Claim.Granted granted = (Claim.Granted) claim();
        store.release(KEY, granted.fence(), Duration.ofSeconds(3));

        assertThat(attempt(handled::add)).isEqualTo(new Verdict.Postponed(Duration.ofSeconds(3)));
    }

    @Test
    void shouldSuppressTheMessageWhenItWasBuried() {
        LeasedProcessing<String> processing = processing(message -> {
            throw new PermanentFailure("unknown meter");
        });
        processing.attempt(MESSAGE, ProcessingFixture.attempt(1));

        processing.bury(MESSAGE, DeadMark.alone("unknown meter"), null);

        assertThat(claim()).isEqualTo(new Claim.Dead());
        assertThat(attempt(handled::add)).isEqualTo(new Verdict.Duplicate());
    }

    @Test
    void shouldNotBuryWhatARivalHolds() {
        claim();

        processing(handled::add).bury(MESSAGE, DeadMark.alone("no use"), null);

        assertThat(claim()).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void shouldNotHandleWhenTheStoreFails() {
        store.breakDown("claim");

        assertThatExceptionOfType(SeenStoreException.class).isThrownBy(() -> attempt(handled::add));

        assertThat(handled).isEmpty();
    }

    /** Claims whose answer was lost, and attempts that met another transaction. */
    @Test
    void shouldNotTakeAttemptsOfThisProcessForCrashes() {
        for (int i = 0; i < ATTEMPTS; i++) {
            store.claim(KEY, "this process", Duration.ZERO);
        }
        Attempt later = new Attempt(
                1,
                false,
                false,
                SETTINGS.patience().toNanos(),
                new Attempt.Earlier(ATTEMPTS, 0, null),
                SETTINGS.timing());

        Verdict verdict = processing(handled::add).attempt(MESSAGE, later);

        assertThat(verdict).isEqualTo(new Verdict.Handled());
        assertThat(handled)
                .singleElement()
                .satisfies(message -> assertThat(message.attempt()).isEqualTo(1));
    }

    @Test
    void shouldCountTheHandlersFailureWhenItsClaimCannotBeReleased() {
        store.breakDown("release");

        assertThat(attempt(message -> {
                    throw new IOException("no answer");
                }))
                .isInstanceOf(Verdict.Failed.class);
        store.mend();

        assertThat(attempt(handled::add)).as("until the lease is over").isInstanceOf(Verdict.Postponed.class);
    }

    @Test
    void shouldSayThatTheStoreFailedWhenTheCommitDid() {
        store.breakDown("commit");

        assertThatExceptionOfType(SeenStoreException.class).isThrownBy(() -> attempt(handled::add));
    }

    @Test
    void shouldCommitAndNotHandleAgainWhenTheStoreIsBack() {
        LeasedProcessing<String> processing = processing(handled::add);
        handleWithoutCommit(processing);

        assertThatExceptionOfType(SeenStoreException.class)
                .as("while it is away")
                .isThrownBy(() -> processing.attempt(MESSAGE, ProcessingFixture.attempt(2)));
        store.mend();

        assertThat(processing.attempt(MESSAGE, ProcessingFixture.attempt(3))).isEqualTo(new Verdict.Handled());
        assertThat(processing.attempt(MESSAGE, ProcessingFixture.attempt(1))).isEqualTo(new Verdict.Duplicate());
        assertThat(handled).hasSize(1);
    }

    @Test
    void shouldHandleAgainWhenARivalHasClaimedMeanwhile() {
        LeasedProcessing<String> processing = processing(handled::add);
        handleWithoutCommit(processing);
        store.mend();
        clock.advance(LEASE);
        Claim rival = claim();

        assertThat(processing.attempt(MESSAGE, ProcessingFixture.attempt(2))).isInstanceOf(Verdict.Postponed.class);
        store.release(KEY, ((Claim.Granted) rival).fence(), Duration.ZERO);

        assertThat(processing.attempt(MESSAGE, ProcessingFixture.attempt(3))).isEqualTo(new Verdict.Handled());
        assertThat(handled).extracting(Message::attempt).containsExactly(1, 3);
    }

    private void handleWithoutCommit(LeasedProcessing<String> processing) {
        store.breakDown("commit");
        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> processing.attempt(MESSAGE, ProcessingFixture.attempt(1)));
        assertThat(handled).hasSize(1);
    }
}
