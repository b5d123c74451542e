package dev.latido.idempotency.it.faults;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/** The same for a store with transactions. */
final class MortalDatabase extends MortalStore implements TransactionalSeenStore<Connection> {

    private final JdbcSeenStore store;

    MortalDatabase(JdbcSeenStore store, Life life, Effects effects) {
        super(store, life, effects);
        this.store = store;
    }

    @Override
    public Mark markIn(Connection transaction, MessageKey key) {
        life.checkStore();
        return store.markIn(transaction, key);
    }

    @Override
    public List<Mark> markAllIn(Connection transaction, List<MessageKey> keys) {
        life.checkStore();
        return store.markAllIn(transaction, keys);
    }

    @Override
    public Commit commitIn(Connection transaction, MessageKey key, long fence) {
        life.checkStore();
        return store.commitIn(transaction, key, fence);
    }

    @Override
    public Optional<Chain<Connection>> chain(MessageKey first) {
        life.checkStore();
        return store.chain(first).map(MortalChain::new);
    }

    private final class MortalChain implements Chain<Connection> {

        private final Chain<Connection> chain;

        MortalChain(Chain<Connection> chain) {
            this.chain = chain;
        }

        @Override
        public Mark mark() {
            return chain.mark();
        }

        @Override
        public Connection transaction() {
            return chain.transaction();
        }

        @Override
        public void commitAndBegin(MessageKey next) {
            endIfDead();
            chain.commitAndBegin(next);
            try {
                life.mayDie(FaultPoint.CRASH_BEFORE_ACKNOWLEDGEMENT);
            } catch (Life.Death death) {
                chain.rollBack();
                throw death;
            }
        }

        @Override
        public void commit() {
            endIfDead();
            chain.commit();
            life.mayDie(FaultPoint.CRASH_BEFORE_ACKNOWLEDGEMENT);
        }

        /** With a process its connections end. */
        private void endIfDead() {
            try {
                life.checkStore();
            } catch (SeenStoreException dead) {
                chain.rollBack();
                throw dead;
            }
        }

        @Override
        public void rollBack() {
            chain.rollBack();
        }
    }

    @Override
    public <R> R inTransaction(Work<Connection, R> work) throws Exception {
        life.checkStore();
        R result = store.inTransaction(work);
        life.mayDie(FaultPoint.CRASH_BEFORE_ACKNOWLEDGEMENT);
        return result;
    }
}
