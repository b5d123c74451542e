package dev.latido.contract;

import static dev.latido.contract.TransactionsUnderTest.KEY;
import static dev.latido.contract.TransactionsUnderTest.LEASE;
import static dev.latido.contract.TransactionsUnderTest.holding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that a message is marked once, and that its mark and its effect are committed together. */
interface MarkTests {

    @Test
    default void shouldMarkOnceAndForAll(TransactionsUnderTest seen) throws Exception {
        assertThat(seen.mark(KEY)).isEqualTo(Mark.FIRST);
        assertThat(seen.mark(KEY)).isEqualTo(Mark.DUPLICATE);
        assertThat(seen.mark(new MessageKey("audit", KEY.id()))).isEqualTo(Mark.FIRST);
        assertThat(seen.claim()).isEqualTo(new Claim.Done());
    }

    @Test
    default void shouldSeeItsOwnMarkInTheTransaction(TransactionsUnderTest seen) throws Exception {
        List<Mark> marks = seen.inTransaction(transaction ->
                List.of(seen.store().markIn(transaction, KEY), seen.store().markIn(transaction, KEY)));

        assertThat(marks).containsExactly(Mark.FIRST, Mark.DUPLICATE);
    }

    @Test
    default void shouldCommitMarkAndEffectTogether(TransactionsUnderTest seen) throws Exception {
        String result = seen.inTransaction(transaction -> {
            seen.handle(transaction, KEY);
            return "handled";
        });

        assertThat(result).isEqualTo("handled");
        assertThat(seen.effects(KEY.id())).isEqualTo(1);
        assertThat(seen.mark(KEY)).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    default void shouldGoOnInTheTransactionWhenTheMarkIsADuplicate(TransactionsUnderTest seen) throws Exception {
        seen.mark(KEY);

        seen.inTransaction(transaction -> {
            assertThat(seen.store().markIn(transaction, KEY)).isEqualTo(Mark.DUPLICATE);
            seen.apply(transaction, "after a duplicate");
            return "done";
        });

        assertThat(seen.effects("after a duplicate")).isEqualTo(1);
    }

    @Test
    default void shouldTellAnotherMessageUnderTheSameIdFromADuplicate(TransactionsUnderTest seen) throws Exception {
        assertThat(seen.mark(holding("a"))).isEqualTo(Mark.FIRST);

        seen.inTransaction(transaction -> {
            assertThat(seen.store().markIn(transaction, holding("b"))).isEqualTo(seen.conflict());
            seen.apply(transaction, "after a conflict");
            return "done";
        });

        assertThat(seen.effects("after a conflict")).isEqualTo(1);
        assertThat(seen.mark(holding("a"))).isEqualTo(Mark.DUPLICATE);
        assertThat(seen.mark(KEY)).as("without fingerprint").isEqualTo(Mark.DUPLICATE);
    }

    @Test
    default void shouldKnowMarksUntilTheRetentionIsOver(TransactionsUnderTest seen) throws Exception {
        seen.mark(KEY);

        seen.time().pass(SeenStoreContract.RETENTION.minus(LEASE));
        seen.store().purge(10);

        assertThat(seen.mark(KEY)).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    default void shouldForgetMarksWhenTheRetentionIsOver(TransactionsUnderTest seen) throws Exception {
        seen.open(seen.time().moment());
        seen.mark(KEY);

        seen.time().passMoment();
        seen.time().passMoment();
        seen.store().purge(10);

        assertThat(seen.mark(KEY)).isEqualTo(Mark.FIRST);
    }

    /** The subscriber remembers committed messages for a part of this time: the store must not forget them earlier. */
    @Test
    default void shouldNotTellALongerRetentionThanItHas(TransactionsUnderTest seen) {
        assertThat(seen.store().retention()).isBetween(Duration.ZERO, SeenStoreContract.RETENTION);
    }
}
