package dev.latido.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.TransactionalSeenStore.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The transactional store of the running test, with the steps that the tests have in common. A parameter of each test.
 * Tests pass transactions on and never look into them, so a transaction is an {@code Object} here.
 */
final class TransactionsUnderTest {

    static final MessageKey KEY = new MessageKey("billing", "marked:1:1");
    static final Duration LEASE = Duration.ofHours(1);
    static final int TIMEOUT_SECONDS = 30;

    private final TransactionalSeenStoreContract<Object> contract;

    private TransactionsUnderTest(TransactionalSeenStoreContract<Object> contract) {
        this.contract = contract;
    }

    /** Gives each test of a contract the store of that contract. */
    static final class Parameter implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == TransactionsUnderTest.class;
        }

        @Override
        @SuppressWarnings("unchecked")
        public TransactionsUnderTest resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return new TransactionsUnderTest((TransactionalSeenStoreContract<Object>) test.getRequiredTestInstance());
        }
    }

    static MessageKey key(int number) {
        return new MessageKey("billing", "marked:" + number);
    }

    static MessageKey holding(String payload) {
        return KEY.withFingerprintOf(payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Throws anything, as handlers in other languages do. */
    static void sneakily(Throwable failure) {
        TransactionsUnderTest.<RuntimeException>unchecked(failure);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void unchecked(Throwable failure) throws E {
        throw (E) failure;
    }

    /** Returns the store, which is created at first use. */
    TransactionalSeenStore<Object> store() {
        return contract.transactional();
    }

    /** Closes the store that is open, if any, and creates one with another retention. */
    void open(Duration retention) {
        contract.open(retention);
    }

    /** Goes on as the process that starts after a crash. */
    void crash() throws Exception {
        contract.crash();
    }

    StoreTime time() {
        return contract.time();
    }

    <R> R inTransaction(Work<Object, R> work) throws Exception {
        return store().inTransaction(work);
    }

    void apply(Object transaction, String effect) throws Exception {
        contract.apply(transaction, effect);
    }

    int effects(String effect) throws Exception {
        return contract.effects(effect);
    }

    Mark mark(MessageKey key) throws Exception {
        return inTransaction(transaction -> store().markIn(transaction, key));
    }

    List<Mark> markAll(List<MessageKey> keys) throws Exception {
        return inTransaction(transaction -> store().markAllIn(transaction, keys));
    }

    /** Does a handler's work: writes the effect only if the mark is the first. */
    Mark handle(Object transaction, MessageKey key) throws Exception {
        Mark mark = store().markIn(transaction, key);
        if (mark == Mark.FIRST) {
            apply(transaction, key.id());
        }
        return mark;
    }

    Mark handle(MessageKey key) throws Exception {
        return inTransaction(transaction -> handle(transaction, key));
    }

    /** Writes the effect and marks with the commit. */
    Mark handleWithCommit(MessageKey key) throws Exception {
        return store().markWithCommit(key, transaction -> {
            apply(transaction, key.id());
            return key;
        });
    }

    /** A transaction that may fail on purpose. */
    interface Transaction {
        void run() throws Exception;
    }

    /** Returns whether a transaction was committed, not failed on purpose. */
    static boolean succeeds(Transaction transaction) throws Exception {
        try {
            transaction.run();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the mark of another message under a used id: a duplicate in a store without fingerprints. */
    Mark conflict() {
        return store().detectsConflicts() ? Mark.CONFLICT : Mark.DUPLICATE;
    }

    Claim claim() {
        return store().claim(KEY, "owner", LEASE);
    }

    long granted() {
        return StoreUnderTest.fence(claim());
    }

    void assertOneEffectOfEach(List<MessageKey> keys, long seed) throws Exception {
        for (MessageKey key : keys) {
            assertThat(effects(key.id())).as("%s of seed %d", key.id(), seed).isEqualTo(1);
        }
    }
}
