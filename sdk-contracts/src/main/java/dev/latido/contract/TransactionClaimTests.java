package dev.latido.contract;

import static dev.latido.contract.TransactionsUnderTest.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.SeenStore.Commit;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Tests that a claim can be committed as part of a transaction. */
interface TransactionClaimTests {

    @Test
    default void shouldCommitAClaimOnlyTogetherWithTheTransaction(TransactionsUnderTest seen) throws Exception {
        long fence = seen.granted();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> seen.inTransaction(transaction -> {
                    seen.apply(transaction, KEY.id());
                    assertThat(seen.store().commitIn(transaction, KEY, fence)).isEqualTo(Commit.OK);
                    throw new IOException("on purpose");
                }));
        assertThat(seen.effects(KEY.id())).isZero();
        assertThat(seen.claim()).isInstanceOf(Claim.Busy.class);

        assertThat(commit(seen, fence)).isEqualTo(Commit.OK);
        assertThat(seen.claim()).isEqualTo(new Claim.Done());
        assertThat(commit(seen, fence)).isEqualTo(Commit.ALREADY);
        assertThat(commit(seen, fence + 1)).isEqualTo(Commit.LOST);
    }

    @Test
    default void shouldSayLostInTheTransactionWhenAnotherHoldsTheClaim(TransactionsUnderTest seen) throws Exception {
        Claim stale = seen.store().claim(KEY, "slow owner", seen.time().moment());
        seen.time().passMoment();
        long fence = seen.granted();

        assertThat(commit(seen, StoreUnderTest.fence(stale))).isEqualTo(Commit.LOST);

        assertThat(commit(seen, fence)).isEqualTo(Commit.OK);
    }

    private static Commit commit(TransactionsUnderTest seen, long fence) throws Exception {
        return seen.inTransaction(transaction -> seen.store().commitIn(transaction, KEY, fence));
    }
}
