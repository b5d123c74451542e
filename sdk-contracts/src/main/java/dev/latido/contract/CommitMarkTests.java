package dev.latido.contract;

import static dev.latido.contract.TransactionsUnderTest.KEY;
import static dev.latido.contract.TransactionsUnderTest.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the mark that is made with the commit: if it is refused, the work is rolled back. */
interface CommitMarkTests {

    @Test
    default void shouldMarkTogetherWithTheCommit(TransactionsUnderTest seen) throws Exception {
        Mark mark = seen.store().markWithCommit(KEY, transaction -> {
            seen.apply(transaction, KEY.id());
            assertThat(seen.effects(KEY.id())).as("before the commit").isZero();
            return KEY;
        });

        assertThat(mark).isEqualTo(Mark.FIRST);
        assertThat(seen.effects(KEY.id())).isEqualTo(1);
        assertThat(seen.mark(KEY)).isEqualTo(Mark.DUPLICATE);
        assertThat(seen.claim()).isEqualTo(new Claim.Done());
    }

    @Test
    default void shouldMarkWithTheCommitOfWorkThatDoesNothing(TransactionsUnderTest seen) throws Exception {
        assertThat(seen.store().markWithCommit(KEY, transaction -> KEY)).isEqualTo(Mark.FIRST);
        assertThat(seen.store().markWithCommit(KEY, transaction -> KEY)).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    default void shouldUndoTheWorkOnWhatWasMarkedBefore(TransactionsUnderTest seen) throws Exception {
        seen.mark(KEY);

        assertThat(seen.handleWithCommit(KEY)).isEqualTo(Mark.DUPLICATE);

        assertThat(seen.effects(KEY.id())).isZero();
        assertThat(seen.handleWithCommit(new MessageKey("audit", KEY.id())))
                .as("of another group")
                .isEqualTo(Mark.FIRST);
        assertThat(seen.effects(KEY.id())).isEqualTo(1);
    }

    @Test
    default void shouldUndoTheWorkOnAnotherMessageUnderTheSameId(TransactionsUnderTest seen) throws Exception {
        assertThat(seen.handleWithCommit(holding("a"))).isEqualTo(Mark.FIRST);

        assertThat(seen.handleWithCommit(holding("b"))).isEqualTo(seen.conflict());
        assertThat(seen.handleWithCommit(holding("a"))).isEqualTo(Mark.DUPLICATE);
        assertThat(seen.handleWithCommit(KEY)).as("without fingerprint").isEqualTo(Mark.DUPLICATE);

        assertThat(seen.effects(KEY.id())).isEqualTo(1);
    }

    @Test
    default void shouldUndoTheWorkOnAClaimThatIsDone(TransactionsUnderTest seen) throws Exception {
        seen.store().commit(KEY, seen.granted());

        assertThat(seen.handleWithCommit(KEY)).isEqualTo(Mark.DUPLICATE);

        assertThat(seen.effects(KEY.id())).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {IOException.class, IllegalStateException.class, AssertionError.class})
    default void shouldMarkNothingWhenTheWorkFails(Class<? extends Throwable> type, TransactionsUnderTest seen)
            throws Exception {
        Throwable failure = type.getDeclaredConstructor().newInstance();

        assertThatThrownBy(() -> seen.store().markWithCommit(KEY, transaction -> {
                    seen.apply(transaction, KEY.id());
                    TransactionsUnderTest.sneakily(failure);
                    return KEY;
                }))
                .isSameAs(failure);

        assertThat(seen.effects(KEY.id())).isZero();
        assertThat(seen.handleWithCommit(KEY)).isEqualTo(Mark.FIRST);
    }

    @Test
    default void shouldKnowAMarkWithTheCommitAfterACrash(TransactionsUnderTest seen) throws Exception {
        seen.handleWithCommit(KEY);

        seen.crash();

        assertThat(seen.handleWithCommit(KEY)).isEqualTo(Mark.DUPLICATE);
        assertThat(seen.effects(KEY.id())).isEqualTo(1);
    }
}
