package dev.latido.idempotency.internal.attempt;

import static dev.latido.idempotency.internal.attempt.ProcessingFixture.ATTEMPTS;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.BACKOFF;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.KEY;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.LEASE;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.MESSAGE;
import static dev.latido.idempotency.internal.attempt.ProcessingFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalHandler;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.TransactionalSeenStore.Work;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.attempt.TransactionalProcessing.BatchVerdict;
import dev.latido.idempotency.internal.message.DecodedMessage;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.jdbc.TestDatabase;
import dev.latido.topics.Topic;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionalProcessingTest {

    private final TestDatabase database = new TestDatabase();
    private final JdbcSeenStore store = JdbcSeenStore.of(database).createTable();
    private final List<Message<String>> handled = new ArrayList<>();

    TransactionalProcessingTest() {
        database.execute("create table bills (id varchar(64) unique)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Verdict attempt(int attempt, TransactionalHandler<String, Connection> handler) {
        return TransactionalProcessing.single(store, handler, SETTINGS)
                .attempt(MESSAGE, ProcessingFixture.attempt(attempt));
    }

    private void bill(Message<String> message, Connection transaction) throws SQLException {
        handled.add(message);
        try (Statement statement = transaction.createStatement()) {
            statement.execute("insert into bills values ('" + message.id() + "')");
        }
    }

    private @Nullable String bills() {
        return database.value("select count(*) from bills");
    }

    @Test
    void shouldTakeEffectOnceWhenTheMessageComesTwice() {
        assertThat(attempt(1, this::bill)).isEqualTo(new Verdict.Handled());
        assertThat(attempt(1, this::bill)).as("of another process").isEqualTo(new Verdict.Duplicate());

        assertThat(bills()).isEqualTo("1");
    }

    private Attempt suspect() {
        return new Attempt(1, true, SETTINGS.patience().toNanos(), SETTINGS.timing());
    }

    @Test
    void shouldGiveUpWhenTheIdIsThatOfAnotherMessage() {
        TransactionalProcessing<String, Connection> processing =
                TransactionalProcessing.single(store, this::bill, SETTINGS);

        assertThat(processing.attempt(ProcessingFixture.holding("21.3"), suspect()))
                .isEqualTo(new Verdict.Handled());
        assertThat(processing.attempt(ProcessingFixture.holding("4.0"), suspect()))
                .isEqualTo(Verdict.GivenUp.inConflict());
        assertThat(processing.attempt(ProcessingFixture.holding("4.0"), ProcessingFixture.attempt(1)))
                .isEqualTo(Verdict.GivenUp.inConflict());
        assertThat(processing.attempt(ProcessingFixture.holding("21.3"), ProcessingFixture.attempt(1)))
                .isEqualTo(new Verdict.Duplicate());

        assertThat(handled).hasSize(1);
        assertThat(bills()).isEqualTo("1");
    }

    @Test
    void shouldTakeEffectWhenTheOneWithTheSameIdWasRolledBack() {
        TransactionalProcessing<String, Connection> failing = TransactionalProcessing.single(
                store,
                (message, transaction) -> {
                    throw new IllegalStateException("no");
                },
                SETTINGS);

        assertThat(failing.attempt(ProcessingFixture.holding("21.3"), ProcessingFixture.attempt(1)))
                .isInstanceOf(Verdict.Failed.class);

        assertThat(TransactionalProcessing.<String, Connection>single(store, this::bill, SETTINGS)
                        .attempt(ProcessingFixture.holding("4.0"), ProcessingFixture.attempt(1)))
                .isEqualTo(new Verdict.Handled());
    }

    // --- the time of the mark ---

    private TransactionalProcessing<String, Connection> processing(
            TransactionalHandler<String, Connection> handler, SubscriberSettings settings) {
        return TransactionalProcessing.single(store, handler, settings);
    }

    private static SubscriberSettings settings(Marking marking) {
        return new SubscriberSettings(
                SETTINGS.group(),
                SETTINGS.filters(),
                SETTINGS.attempts(),
                SETTINGS.backoff(),
                SETTINGS.concurrency(),
                SETTINGS.lease(),
                SETTINGS.patience(),
                SETTINGS.suspendAfter(),
                null,
                false,
                marking,
                SETTINGS.deadLetterTopic(),
                null,
                SETTINGS.deadLetterMaximum(),
                null,
                List.of(),
                SETTINGS.closeTimeout(),
                SETTINGS.timing());
    }

    private static Attempt repeated() {
        return new Attempt(1, false, true, SETTINGS.patience().toNanos(), Attempt.Earlier.NONE, SETTINGS.timing());
    }

    /** Marks as another process does; fails if the message is locked. */
    private void handledElsewhere(DecodedMessage<String> message) {
        try {
            store.inTransaction(transaction -> store.markIn(transaction, message.key(KEY.group())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldRollBackWhatAnotherProcessHasHandledMeanwhile() {
        Verdict verdict = attempt(1, (message, transaction) -> {
            handledElsewhere(MESSAGE);
            bill(message, transaction);
        });

        assertThat(verdict).isEqualTo(new Verdict.Duplicate());
        assertThat(handled).hasSize(1);
        assertThat(bills()).isEqualTo("0");
    }

    @Test
    void shouldGiveUpInConflictWithWhatAnotherProcessHasHandledMeanwhile() {
        Verdict verdict = processing(
                        (message, transaction) -> {
                            handledElsewhere(ProcessingFixture.holding("4.0"));
                            bill(message, transaction);
                        },
                        SETTINGS)
                .attempt(ProcessingFixture.holding("21.3"), ProcessingFixture.attempt(1));

        assertThat(verdict).isEqualTo(Verdict.GivenUp.inConflict());
        assertThat(bills()).isEqualTo("0");
    }

    @Test
    void shouldNotCallTheHandlerWhenItMarksFirst() {
        handledElsewhere(MESSAGE);

        for (Attempt attempt : List.of(repeated(), suspect(), ProcessingFixture.attempt(2))) {
            assertThat(processing(this::bill, SETTINGS).attempt(MESSAGE, attempt))
                    .isEqualTo(new Verdict.Duplicate());
        }
        assertThat(processing(this::bill, settings(Marking.FIRST)).attempt(MESSAGE, ProcessingFixture.attempt(1)))
                .isEqualTo(new Verdict.Duplicate());
        assertThat(handled).isEmpty();

        assertThat(processing(this::bill, SETTINGS).attempt(MESSAGE, ProcessingFixture.attempt(1)))
                .isEqualTo(new Verdict.Duplicate());
        assertThat(handled).as("with the commit").hasSize(1);
        assertThat(bills()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, PermanentFailure.class})
    void shouldNotCountAFailureAtWhatWasHandledBefore(Class<? extends Exception> type) throws Exception {
        Exception refusal = type.getDeclaredConstructor(String.class).newInstance("already closed");
        TransactionalHandler<String, Connection> closing = (message, transaction) -> {
            bill(message, transaction);
            throw refusal;
        };
        handledElsewhere(ProcessingFixture.holding("21.3"));

        assertThat(processing(closing, SETTINGS)
                        .attempt(ProcessingFixture.holding("21.3"), ProcessingFixture.attempt(1)))
                .isEqualTo(new Verdict.Duplicate());
        assertThat(processing(closing, SETTINGS)
                        .attempt(ProcessingFixture.holding("4.0"), ProcessingFixture.attempt(1)))
                .isEqualTo(Verdict.GivenUp.inConflict());
        assertThat(handled).hasSize(2);
    }

    /**
     * The other process marks with the commit and waits for the mark of this one, which waits for a row of the other.
     * The database rolls back the transaction of this process, and the other one handles the message.
     */
    @Test
    void shouldNotGiveUpWhatAnotherProcessHandledWhenTheDatabaseEndedADeadlock() {
        Verdict verdict = attempt(ATTEMPTS, (message, transaction) -> {
            bill(message, transaction);
            transaction.unwrap(JdbcConnection.class).rollback();
            assertThat(store.markWithCommit(KEY, rival -> "handled")).isEqualTo(Mark.FIRST);
            throw new PermanentFailure("no such account");
        });

        assertThat(verdict).isEqualTo(new Verdict.Duplicate());
        assertThat(handled).as("marked first").hasSize(1);
        assertThat(bills()).isEqualTo("0");
    }

    /** As long as the mark cannot be looked up, it is unknown whether the failure counts. */
    @Test
    void shouldNotCountAFailureWhenTheMarkCannotBeLookedUp() {
        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> attempt(1, (message, transaction) -> {
                    database.setGone(true);
                    throw new IllegalStateException("no");
                }));
    }

    // --- messages that may have crashed the process ---

    private static final String SERVERS_PROBLEM = "08006";

    /** Each processing is a process: only one that ends without a word has crashed. */
    @Test
    void shouldNotTakeFailuresAndRestartsForCrashes() {
        for (int process = 1; process <= ATTEMPTS + 2; process++) {
            TransactionalProcessing<String, Connection> failing = processing(
                    (message, transaction) -> {
                        throw new IllegalStateException("no");
                    },
                    SETTINGS);
            assertThat(failing.attempt(MESSAGE, suspect())).isInstanceOf(Verdict.Failed.class);
            failing.releaseAll();
        }

        assertThat(processing(this::bill, SETTINGS).attempt(MESSAGE, suspect())).isEqualTo(new Verdict.Handled());
        assertThat(handled)
                .singleElement()
                .satisfies(message -> assertThat(message.attempt()).isEqualTo(1));
    }

    private void crash(int processes) {
        for (int process = 1; process <= processes; process++) {
            store.claim(new CrashedAttempts<>(store, SETTINGS.group()).key(KEY.id()), "crashed", Duration.ZERO);
        }
    }

    @Test
    void shouldGiveUpAMessageAtWhichEveryProcessCrashed() {
        crash(ATTEMPTS);

        assertThat(processing(this::bill, SETTINGS).attempt(MESSAGE, suspect()))
                .isEqualTo(CrashedAttempts.givenUp(ATTEMPTS));
        assertThat(handled).isEmpty();
    }

    /** The last of the processes may have handled the message before it crashed. */
    @Test
    void shouldLookTheMarkUpBeforeItBlamesCrashes() {
        crash(ATTEMPTS);
        handledElsewhere(MESSAGE);

        assertThat(processing(this::bill, SETTINGS).attempt(MESSAGE, suspect())).isEqualTo(new Verdict.Duplicate());
    }

    /** A message that is given up can be held, and can end the process again before its dead letter is stored. */
    @Test
    void shouldCountCrashesUntilTheMessageIsBuried() {
        crash(ATTEMPTS);
        assertThat(processing(this::bill, SETTINGS).attempt(MESSAGE, suspect()))
                .isEqualTo(CrashedAttempts.givenUp(ATTEMPTS));
        // This process ends without a word, and its lease with it.
        database.execute("update latido_seen set due_at = 0 where state = 'C'");

        TransactionalProcessing<String, Connection> next = processing(this::bill, SETTINGS);
        assertThat(next.attempt(MESSAGE, suspect())).isEqualTo(CrashedAttempts.givenUp(ATTEMPTS + 1));
        assertThat(counts("<> 'D'")).isEqualTo("1");

        next.bury(MESSAGE, DeadMark.alone("crashes"), null);

        assertThat(counts("<> 'D'")).isEqualTo("0");
        assertThat(handled).isEmpty();
    }

    @Test
    void shouldEndTheCountOfADuplicate() {
        handledElsewhere(MESSAGE);

        assertThat(processing(this::bill, SETTINGS).attempt(MESSAGE, suspect())).isEqualTo(new Verdict.Duplicate());

        assertThat(counts("= 'D'")).isEqualTo("1");
    }

    private @Nullable String counts(String state) {
        return database.value(
                "select count(*) from latido_seen where message_id like 'latido-attempts:%' and state " + state);
    }

    /** Each call can take as long as the pool waits for a connection, which would stall a close. */
    @Test
    void shouldNotAskAStoreThatIsDownToWithdrawEveryCount() {
        assertThat(withdrawals(3)).isEqualTo(2);
    }

    @Test
    void shouldWithdrawTheOtherCountsWhenTheStoreFailsAtOne() {
        assertThat(withdrawals(1)).isEqualTo(3);
    }

    /** Returns how often the store is asked to withdraw one of three counts when the first calls fail. */
    private int withdrawals(int failures) {
        AtomicInteger withdrawals = new AtomicInteger();
        TransactionalSeenStore<Connection> failing = decorated((method, arguments) -> {
            if (method.getName().equals("withdraw") && withdrawals.getAndIncrement() < failures) {
                throw new SeenStoreException("withdraw failed", null);
            }
            return invoked(method, arguments);
        });
        TransactionalProcessing<String, Connection> processing = TransactionalProcessing.single(
                failing,
                (message, transaction) -> {
                    throw new IllegalStateException("no");
                },
                SETTINGS);
        for (int i = 0; i < 3; i++) {
            processing.attempt(ProcessingFixture.message("gw:1:" + i, Topic.unchecked("a/b")), suspect());
        }

        processing.releaseAll();

        return withdrawals.get();
    }

    @Test
    void shouldNotTakeCommitsThatTheStoreDidNotAnswerForCrashes() {
        database.execute("create table problems (id int)");
        database.execute("insert into problems values (1)");
        database.checkAtCommit("select id from problems where exists (select 1 from bills)", SERVERS_PROBLEM);
        TransactionalProcessing<String, Connection> processing = processing(this::bill, SETTINGS);

        for (int i = 0; i < ATTEMPTS + 2; i++) {
            assertThatExceptionOfType(SeenStoreException.class)
                    .isThrownBy(() -> processing.attempt(MESSAGE, suspect()));
        }
        database.execute("delete from problems");

        assertThat(processing.attempt(MESSAGE, suspect())).isEqualTo(new Verdict.Handled());
        assertThat(bills()).isEqualTo("1");
    }

    // --- messages that the subscriber remembers ---

    @Test
    void shouldNotAskTheStoreAboutWhatItHasCommitted() {
        for (Marking marking : Marking.values()) {
            DecodedMessage<String> message = ProcessingFixture.message("gw:1:" + marking, Topic.unchecked("a/b"));
            TransactionalProcessing<String, Connection> processing = processing(this::bill, settings(marking));
            assertThat(processing.attempt(message, ProcessingFixture.attempt(1)))
                    .isEqualTo(new Verdict.Handled());
            database.countConnections();

            for (Attempt attempt : List.of(ProcessingFixture.attempt(1), repeated(), suspect())) {
                assertThat(processing.attempt(message, attempt)).isEqualTo(new Verdict.Duplicate());
            }

            assertThat(database.connections()).as(marking.name()).isZero();
        }
    }

    @Test
    void shouldTellConflictsWithWhatItHasCommitted() {
        TransactionalProcessing<String, Connection> processing = processing(this::bill, SETTINGS);
        assertThat(processing.attempt(ProcessingFixture.holding("21.3"), ProcessingFixture.attempt(1)))
                .isEqualTo(new Verdict.Handled());
        database.countConnections();

        assertThat(processing.attempt(ProcessingFixture.holding("4.0"), ProcessingFixture.attempt(1)))
                .isEqualTo(Verdict.GivenUp.inConflict());
        assertThat(processing.attempt(ProcessingFixture.holding("21.3"), ProcessingFixture.attempt(1)))
                .isEqualTo(new Verdict.Duplicate());
        assertThat(database.connections()).isZero();
    }

    /** Neither a message that was rolled back nor one whose commit was not answered. */
    @Test
    void shouldKnowNothingButWhatWasCommitted() {
        database.checkAtCommit("select 1", "08006");
        TransactionalProcessing<String, Connection> processing = processing(this::bill, SETTINGS);
        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> processing.attempt(MESSAGE, ProcessingFixture.attempt(1)));
        assertThatExceptionOfType(SeenStoreException.class).isThrownBy(() -> processing.attempt(MESSAGE, repeated()));
        database.checkAtCommit("select 1 from bills where false", "08006");

        assertThat(processing.attempt(MESSAGE, repeated())).isEqualTo(new Verdict.Handled());
        assertThat(bills()).isEqualTo("1");
    }

    /** The store may forget a mark of unknown age before the subscriber does. */
    @Test
    void shouldAskAgainAboutWhatOthersHaveCommitted() {
        handledElsewhere(MESSAGE);
        TransactionalProcessing<String, Connection> processing = processing(this::bill, SETTINGS);
        assertThat(processing.attempt(MESSAGE, repeated())).isEqualTo(new Verdict.Duplicate());
        database.execute("delete from latido_seen");

        assertThat(processing.attempt(MESSAGE, repeated())).isEqualTo(new Verdict.Handled());
    }

    @Test
    void shouldLeaveWhatItKnowsOutOfBatches() {
        TransactionalProcessing<String, Connection> processing = TransactionalProcessing.batches(
                store,
                (messages, transaction) -> {
                    for (Message<String> message : messages) {
                        bill(message, transaction);
                    }
                },
                SETTINGS);
        DecodedMessage<String> other = ProcessingFixture.message("gw:1:2", Topic.unchecked("a/b"));
        assertThat(processing.attemptAll(List.of(MESSAGE), ProcessingFixture.attempt(1)))
                .isEqualTo(new BatchVerdict.Committed(List.of(new Verdict.Handled())));

        assertThat(processing.attemptAll(List.of(MESSAGE, other, MESSAGE), ProcessingFixture.attempt(1)))
                .isEqualTo(new BatchVerdict.Committed(
                        List.of(new Verdict.Duplicate(), new Verdict.Handled(), new Verdict.Duplicate())));
        database.countConnections();
        assertThat(processing.attemptAll(List.of(other, MESSAGE), ProcessingFixture.attempt(1)))
                .isEqualTo(new BatchVerdict.Committed(List.of(new Verdict.Duplicate(), new Verdict.Duplicate())));

        assertThat(database.connections()).isZero();
        assertThat(handled).hasSize(2);
    }

    // --- batches ---

    @Test
    void shouldTellConflictsInABatchAndHandleTheRest() {
        TransactionalProcessing<String, Connection> processing = TransactionalProcessing.batches(
                store,
                (messages, transaction) -> {
                    for (Message<String> message : messages) {
                        bill(message, transaction);
                    }
                },
                SETTINGS);
        DecodedMessage<String> other = ProcessingFixture.message("gw:1:2", Topic.unchecked("a/b"));

        assertThat(processing.attemptAll(
                        List.of(
                                ProcessingFixture.holding("21.3"),
                                ProcessingFixture.holding("4.0"),
                                ProcessingFixture.holding("21.3"),
                                other),
                        ProcessingFixture.attempt(1)))
                .isEqualTo(new BatchVerdict.Committed(List.of(
                        new Verdict.Handled(),
                        Verdict.GivenUp.inConflict(),
                        new Verdict.Duplicate(),
                        new Verdict.Handled())));
        assertThat(handled).extracting(Message::value).containsExactly("21.3", other.value());
        assertThat(bills()).isEqualTo("2");
    }

    @Test
    void shouldTellTheHandlerTheAttempt() {
        attempt(2, this::bill);

        assertThat(handled)
                .singleElement()
                .satisfies(message -> assertThat(message.attempt()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, SQLException.class, StackOverflowError.class})
    void shouldLeaveNothingBehindWhenTheHandlerFails(Class<? extends Throwable> type) throws Exception {
        Throwable failure = type.getDeclaredConstructor().newInstance();

        Verdict verdict = attempt(1, (message, transaction) -> {
            bill(message, transaction);
            TransactionalProcessingTest.<RuntimeException>sneakily(failure);
        });

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Failed.class, failed -> {
            assertThat(failed.reason()).isSameAs(failure);
            assertThat(failed.pause()).isBetween(Duration.ZERO, BACKOFF.initial());
        });
        assertThat(bills()).isEqualTo("0");
        assertThat(attempt(2, this::bill)).isEqualTo(new Verdict.Handled());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneakily(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void shouldCountItAsTheHandlersFailureWhenItThrowsTheStoresException() {
        assertThat(attempt(1, (message, transaction) -> {
                    throw new SeenStoreException("from some other store", null);
                }))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void shouldGiveUpWhenTheAttemptsAreUsedUp() {
        TransactionalHandler<String, Connection> failing = (message, transaction) -> {
            throw new IllegalStateException("no");
        };

        assertThat(attempt(ATTEMPTS - 1, failing)).isInstanceOf(Verdict.Failed.class);
        ProcessingFixture.assertGivenUp(attempt(ATTEMPTS, failing), "IllegalStateException: no", ATTEMPTS);
    }

    @Test
    void shouldGiveUpAtOnceWhenTheFailureIsPermanent() {
        Verdict verdict = attempt(1, (message, transaction) -> {
            bill(message, transaction);
            throw new PermanentFailure("unknown meter");
        });

        ProcessingFixture.assertGivenUp(verdict, "PermanentFailure: unknown meter", 1);
        assertThat(bills()).isEqualTo("0");
    }

    @Test
    void shouldSuppressTheMessageWhenItWasBuried() {
        TransactionalProcessing.<String, Connection>single(store, this::bill, SETTINGS)
                .bury(MESSAGE, DeadMark.alone("unknown meter"), null);

        assertThat(store.claim(KEY, "rival", LEASE)).isEqualTo(new Claim.Dead());
        assertThat(attempt(1, this::bill)).isEqualTo(new Verdict.Duplicate());
    }

    @Test
    void shouldLeaveTheMarkWhenAHandledMessageIsBuried() {
        attempt(1, this::bill);

        TransactionalProcessing.<String, Connection>single(store, this::bill, SETTINGS)
                .bury(MESSAGE, DeadMark.alone("no use"), null);

        assertThat(store.claim(KEY, "rival", LEASE)).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldNotHandleWhenTheStoreCannotBeReached() {
        database.setGone(true);

        assertThatExceptionOfType(SeenStoreException.class).isThrownBy(() -> attempt(1, this::bill));

        assertThat(handled).isEmpty();
    }

    /** A call of the store, which a test answers in its place. */
    private interface Call {
        Object answer(Method method, Object[] arguments) throws Exception;
    }

    private Object invoked(Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @SuppressWarnings("unchecked")
    private static TransactionalSeenStore<Connection> decorated(Call call) {
        return (TransactionalSeenStore<Connection>) Proxy.newProxyInstance(
                TransactionalSeenStore.class.getClassLoader(),
                new Class<?>[] {TransactionalSeenStore.class},
                (proxy, method, arguments) -> call.answer(method, arguments));
    }

    /** A lack of disk space or connections is no other transaction: the failure is told, and pauses grow. */
    @ParameterizedTest
    @ValueSource(strings = {"53100", "53300"})
    void shouldNotTakeALackOfResourcesForAMarkElsewhere(String state) {
        database.checkAtCommit("select 1", state);

        for (Attempt attempt : List.of(suspect(), repeated(), ProcessingFixture.attempt(1))) {
            assertThatExceptionOfType(SeenStoreException.class)
                    .isThrownBy(() -> processing(this::bill, SETTINGS).attempt(MESSAGE, attempt));
        }
    }

    @Test
    void shouldBlameTheStoreWhenItBreaksUnderTheHandler() {
        assertThatExceptionOfType(SeenStoreException.class)
                .isThrownBy(() -> attempt(ATTEMPTS, (message, transaction) -> {
                    database.shutDown();
                    bill(message, transaction);
                }));
    }

    @Test
    @SuppressWarnings("unchecked")
    void shouldCountAnAttemptWhenTheHandlerLeavesNothingToCommit() {
        TransactionalSeenStore<Connection> refusing = decorated((method, arguments) -> {
            if (method.getName().equals("markWithCommit")) {
                throw new IllegalStateException("nothing to commit");
            }
            if (!method.getName().equals("inTransaction")) {
                return method.invoke(store, arguments);
            }
            Work<Connection, Object> work = (Work<Connection, Object>) arguments[0];
            return store.inTransaction(transaction -> {
                work.in(transaction);
                throw new IllegalStateException("nothing to commit");
            });
        });
        TransactionalProcessing<String, Connection> processing =
                TransactionalProcessing.single(refusing, this::bill, SETTINGS);

        assertThat(processing.attempt(MESSAGE, ProcessingFixture.attempt(1))).isInstanceOf(Verdict.Failed.class);
        assertThat(processing.attempt(MESSAGE, ProcessingFixture.attempt(ATTEMPTS)))
                .isInstanceOf(Verdict.GivenUp.class);
        assertThat(bills()).isEqualTo("0");
    }
}
