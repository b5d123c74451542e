package dev.latido.contract;

import static dev.latido.contract.TransactionsUnderTest.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that mark and effect are undone together when the work fails, and kept together in a crash. */
interface RollbackTests {

    /** The points at which the work can end without a commit. */
    enum FailurePoint {
        BEFORE_THE_MARK,
        AFTER_THE_MARK,
        AFTER_THE_EFFECT
    }

    @ParameterizedTest
    @EnumSource
    default void shouldUndoMarkAndEffectWhereverTheWorkFails(FailurePoint point, TransactionsUnderTest seen)
            throws Exception {
        IOException failure = new IOException("on purpose");

        assertThatThrownBy(() -> seen.inTransaction(transaction -> {
                    if (point != FailurePoint.BEFORE_THE_MARK) {
                        seen.store().markIn(transaction, KEY);
                    }
                    if (point == FailurePoint.AFTER_THE_EFFECT) {
                        seen.apply(transaction, KEY.id());
                    }
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(seen.effects(KEY.id())).isZero();
        assertThat(seen.mark(KEY)).isEqualTo(Mark.FIRST);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IOException.class,
                IllegalStateException.class,
                AssertionError.class,
                StackOverflowError.class,
                InterruptedException.class
            })
    default void shouldRollBackOnWhateverTheWorkThrows(Class<? extends Throwable> type, TransactionsUnderTest seen)
            throws Exception {
        Throwable failure = type.getDeclaredConstructor().newInstance();

        assertThatThrownBy(() -> seen.inTransaction(transaction -> {
                    seen.handle(transaction, KEY);
                    TransactionsUnderTest.sneakily(failure);
                    return "not reached";
                }))
                .isSameAs(failure);

        assertThat(seen.effects(KEY.id())).isZero();
        assertThat(seen.mark(KEY)).isEqualTo(Mark.FIRST);
    }

    /** The broker redelivers messages that were committed but not acknowledged. */
    @Test
    default void shouldKnowTheMarkWhenTheProcessCrashedAfterTheCommit(TransactionsUnderTest seen) throws Exception {
        seen.handle(KEY);

        seen.crash();

        assertThat(seen.handle(KEY)).isEqualTo(Mark.DUPLICATE);
        assertThat(seen.effects(KEY.id())).isEqualTo(1);
    }
}
