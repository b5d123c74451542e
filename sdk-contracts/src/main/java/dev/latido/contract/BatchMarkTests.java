package dev.latido.contract;

import static dev.latido.contract.TransactionsUnderTest.KEY;
import static dev.latido.contract.TransactionsUnderTest.holding;
import static dev.latido.contract.TransactionsUnderTest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that many messages are marked in one transaction, each as if it were marked alone. */
interface BatchMarkTests {

    @Test
    default void shouldMarkABatchInItsOrder(TransactionsUnderTest seen) throws Exception {
        seen.mark(key(3));
        seen.mark(key(1));

        List<Mark> marks = seen.markAll(
                IntStream.of(5, 3, 4, 1, 2).mapToObj(TransactionsUnderTest::key).toList());

        assertThat(marks).containsExactly(Mark.FIRST, Mark.DUPLICATE, Mark.FIRST, Mark.DUPLICATE, Mark.FIRST);
        assertThat(seen.mark(key(2))).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    default void shouldMarkAnEmptyBatch(TransactionsUnderTest seen) throws Exception {
        assertThat(seen.markAll(List.of())).isEmpty();
    }

    @Test
    default void shouldMarkOnceWhatIsTwiceInABatch(TransactionsUnderTest seen) throws Exception {
        MessageKey other = new MessageKey("audit", key(1).id());

        assertThat(seen.markAll(List.of(key(1), other, key(2), key(1))))
                .containsExactly(Mark.FIRST, Mark.FIRST, Mark.FIRST, Mark.DUPLICATE);
    }

    @Test
    default void shouldTellConflictsInABatch(TransactionsUnderTest seen) throws Exception {
        seen.mark(holding("a"));
        byte[] payload = {1};
        byte[] another = {2};

        List<Mark> marks = seen.markAll(List.of(
                holding("b"),
                key(1).withFingerprintOf(payload),
                key(1).withFingerprintOf(another),
                key(1),
                holding("a"),
                key(2).withFingerprintOf(another)));

        assertThat(marks)
                .containsExactly(
                        seen.conflict(), Mark.FIRST, seen.conflict(), Mark.DUPLICATE, Mark.DUPLICATE, Mark.FIRST);
        assertThat(seen.mark(key(2).withFingerprintOf(payload))).isEqualTo(seen.conflict());
    }

    @Test
    default void shouldUndoAWholeBatch(TransactionsUnderTest seen) throws Exception {
        List<MessageKey> keys =
                IntStream.range(0, 5).mapToObj(TransactionsUnderTest::key).toList();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> seen.inTransaction(transaction -> {
                    seen.store().markAllIn(transaction, keys);
                    seen.apply(transaction, "batch");
                    throw new IOException("on purpose");
                }));

        assertThat(seen.effects("batch")).isZero();
        assertThat(seen.markAll(keys)).containsOnly(Mark.FIRST);
    }

    @Test
    default void shouldGoOnInTheTransactionWhenABatchHasDuplicates(TransactionsUnderTest seen) throws Exception {
        seen.mark(key(1));

        seen.inTransaction(transaction -> {
            assertThat(seen.store().markAllIn(transaction, List.of(key(1), key(2))))
                    .containsExactly(Mark.DUPLICATE, Mark.FIRST);
            seen.apply(transaction, "after duplicates");
            return "done";
        });

        assertThat(seen.effects("after duplicates")).isEqualTo(1);
        assertThat(seen.mark(key(2))).isEqualTo(Mark.DUPLICATE);
    }

    @Test
    default void shouldSeeClaimsThatAreDoneInABatch(TransactionsUnderTest seen) throws Exception {
        seen.store().commit(KEY, seen.granted());

        assertThat(seen.markAll(List.of(key(1), KEY))).containsExactly(Mark.FIRST, Mark.DUPLICATE);
    }
}
