package dev.latido.contract;

import dev.latido.idempotency.TransactionalSeenStore;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of every {@link TransactionalSeenStore}: that of {@link SeenStoreContract}, and that mark and effect take
 * place together or not at all. Extend it to show that a store of your own keeps it:
 *
 * <pre>{@code
 * class MySqlSeenStoreIT extends TransactionalSeenStoreContract<Connection> {
 *
 *     @Override
 *     protected TransactionalSeenStore<Connection> createStore(Duration retention) {
 *         truncateAll();
 *         return new MySqlSeenStore(dataSource, retention);
 *     }
 *
 *     @Override
 *     protected void apply(Connection transaction, String effect) throws SQLException {
 *         insert(transaction, effect);
 *     }
 *
 *     @Override
 *     protected int effects(String effect) {
 *         return count(effect);
 *     }
 * }
 * }</pre>
 *
 * <p>The store must serve nine transactions at the same time: a connection pool needs at least nine connections.
 *
 * @param <X> the transaction's type
 */
@ExtendWith(TransactionsUnderTest.Parameter.class)
public abstract class TransactionalSeenStoreContract<X> extends SeenStoreContract
        implements MarkTests, RollbackTests, BatchMarkTests, CommitMarkTests, TransactionClaimTests, MarkRaceTests {

    /** Called by JUnit. */
    protected TransactionalSeenStoreContract() {}

    @Override
    protected abstract TransactionalSeenStore<X> createStore(Duration retention) throws Exception;

    /**
     * Writes an effect that can be counted, as a handler would, such as an inserted row. Must not refuse an effect that
     * was written before. Called on several threads at the same time, each with its own transaction.
     *
     * @param transaction the store's transaction
     * @param effect the effect to write
     * @throws Exception if the effect cannot be written; the test fails
     */
    protected abstract void apply(X transaction, String effect) throws Exception;

    /**
     * Returns how often an effect was written in committed transactions.
     *
     * @param effect the effect
     * @return the count
     * @throws Exception if the effects cannot be read; the test fails
     */
    protected abstract int effects(String effect) throws Exception;

    @SuppressWarnings("unchecked")
    final TransactionalSeenStore<X> transactional() {
        return (TransactionalSeenStore<X>) store();
    }
}
