package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Backoff;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.idempotency.internal.attempt.CrashedAttempts;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.jdbc.TestDatabase;
import dev.latido.topics.TopicFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose effect is in the seen-store's database, one by one and in batches. */
class TransactionalSubscriberTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Backoff QUICK = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));

    /** The number of messages that may have ended an earlier process; attempts at later ones are not counted. */
    private static final int RECEIVE_MAXIMUM = 20;

    /** Another message under the id of the first one. */
    private static final String IMPOSTOR = "{\"id\":\"m-1\",\"v\":\"other\"}";

    private final FakeLink link = new FakeLink(RECEIVE_MAXIMUM);
    private final TestDatabase database = new TestDatabase();
    private final JdbcSeenStore store = JdbcSeenStore.of(database).createTable();
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private @Nullable IdempotentSubscriber subscriber;

    TransactionalSubscriberTest() {
        database.execute("create table bills (id varchar(64))");
    }

    @AfterEach
    void close() {
        release.countDown();
        if (subscriber != null) {
            subscriber.close();
        }
        database.close();
    }

    private IdempotentSubscriber.TransactionalStep<String, Connection> builder() {
        return builder(IdSource.payload().global());
    }

    private IdempotentSubscriber.TransactionalStep<String, Connection> builder(IdSource ids) {
        return new SubscriberBuilder(link, "consumer-1")
                .group("billing")
                .id(ids)
                .filter(TopicFilter.of("a/#"))
                .payload(String.class)
                .seenStore(store);
    }

    private void start(SubscriberOptions options) {
        subscriber = options.backoff(QUICK).start();
    }

    /** Handles the number of messages that may have ended an earlier process. */
    private void beyondTheSuspects() {
        for (int i = 0; i < RECEIVE_MAXIMUM; i++) {
            link.deliver("a/early", "early-" + i);
        }
        await().atMost(SOON).until(() -> link.acknowledged.size() == RECEIVE_MAXIMUM);
        link.acknowledged.clear();
        batches.clear();
    }

    /** The first messages are marked first. */
    private void beyondTheSuspectsUnless(boolean markedFirst) {
        if (!markedFirst) {
            beyondTheSuspects();
        }
    }

    private static void bill(Message<String> message, Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("insert into bills values ('" + message.id() + "')");
        }
    }

    private void billAll(List<Message<String>> messages, Connection transaction) throws SQLException {
        batches.add(messages.stream().map(Message::id).toList());
        for (Message<String> message : messages) {
            bill(message, transaction);
        }
    }

    private @Nullable String bills(String ids) {
        return database.value("select count(*) from bills where id like '" + ids + "'");
    }

    private Claim claim(String id) {
        return store.claim(new MessageKey("billing", id), "test", LONG);
    }

    // --- handlers that break their connection, and handlers that do not end ---

    /** The interrupt closes the socket that the handler waits for, as on virtual threads. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveUpAMessageWhoseHandlerBreaksItsConnectionWhenItIsInterrupted(boolean markedFirst) {
        database.beBreakable();
        AtomicInteger storeFailures = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        start(builder()
                .handler((message, transaction) -> {
                    try {
                        bill(message, transaction);
                        if (message.id().equals("x")) {
                            never.await();
                        }
                    } catch (InterruptedException e) {
                        database.breakConnections();
                        throw new SQLException("the socket was closed", e);
                    }
                })
                .patience(Duration.ofMillis(200))
                .listener(counting(storeFailures)));
        beyondTheSuspectsUnless(markedFirst);

        link.deliver("a/1", "x");

        await().atMost(SOON).until(() -> link.acknowledged.contains("x"));
        assertThat(link.published)
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.properties().get("latido-reason")).contains("the socket was closed"));
        assertThat(storeFailures).as("or it would be tried for ever").hasValue(0);
        assertThat(bills("x")).isEqualTo("0");
    }

    private static SubscriberListener counting(AtomicInteger storeFailures) {
        return new SubscriberListener() {
            @Override
            public void storeFailed(Throwable cause) {
                storeFailures.incrementAndGet();
            }
        };
    }

    private void handledAfterItsTime(Message<String> message, Connection transaction, CountDownLatch ended)
            throws SQLException {
        if (message.id().equals("x")) {
            bill(message, transaction);
            await().atMost(SOON).ignoreExceptions().until(() -> {
                // Continues after any interrupt.
                Thread.interrupted();
                return release.getCount() == 0;
            });
            ended.countDown();
        } else {
            bill(message, transaction);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHaveNoFurtherTurnOfWhatWasLeftBehindWhenItsConnectionBreaks(boolean markedFirst) throws Exception {
        database.beBreakable();
        AtomicInteger storeFailures = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        start(builder()
                .handler((message, transaction) -> handledAfterItsTime(message, transaction, ended))
                .patience(Duration.ofMillis(200))
                .listener(counting(storeFailures)));
        beyondTheSuspectsUnless(markedFirst);
        link.deliver("a/1", "x");
        link.deliver("a/1", "y");
        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("x", "y")));

        database.breakConnections();
        release.countDown();
        assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        link.deliver("a/1", "z");
        await().atMost(SOON).until(() -> link.acknowledged.contains("z"));

        assertThat(storeFailures).hasValue(0);
        assertThat(bills("x")).isEqualTo("0");
        assertThat(bills("y")).isEqualTo("1");
        assertThat(bills("z")).isEqualTo("1");
    }

    /** Otherwise the message would count as dead without a dead letter if the process ended at that time. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotBuryWhatWasLeftBehindBeforeItsLetterIsStored(boolean markedFirst) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        start(builder()
                .handler((message, transaction) -> handledAfterItsTime(message, transaction, ended))
                .patience(Duration.ofMillis(200)));
        beyondTheSuspectsUnless(markedFirst);
        link.refuse(new IllegalStateException("no session"));
        link.deliver("a/1", "x");
        IdempotentSubscriber running = Objects.requireNonNull(subscriber);
        await().atMost(SOON).until(() -> running.statistics().waiting() == 1 && ended.getCount() == 1);
        await().during(Duration.ofMillis(400)).atMost(SOON).until(() -> link.acknowledged.isEmpty());

        release.countDown();
        assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().during(Duration.ofMillis(200))
                .atMost(SOON)
                .until(() -> "0".equals(database.value("select count(*) from latido_seen where message_id = 'x'")));

        link.refuse(null);
        await().atMost(SOON).until(() -> link.acknowledged.contains("x"));
        assertThat(link.published).hasSize(1);
        assertThat(claim("x")).isEqualTo(new Claim.Dead());
    }

    // --- messages that the database refuses ---

    @Test
    void shouldGiveUpAMessageThatTheDatabaseRefusesAtTheCommit() {
        database.checkAtCommit("select id from bills where id = 'unbillable'", "23514");
        start(builder().handler(TransactionalSubscriberTest::bill).attempts(3));
        beyondTheSuspects();

        link.deliver("a/1", "before");
        link.deliver("a/1", "unbillable");
        link.deliver("a/1", "after");

        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("before", "unbillable", "after")));
        assertThat(bills("before")).isEqualTo("1");
        assertThat(bills("unbillable")).isEqualTo("0");
        assertThat(bills("after")).isEqualTo("1");
        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.properties()).containsEntry("latido-attempts", "2");
            assertThat(letter.properties().get("latido-reason"))
                    .contains("refused the transaction at its commit", "refused it twice in the same way");
        });
    }

    @Test
    void shouldGiveUpOnlyWhatTheDatabaseRefusesOfABatch() {
        database.checkAtCommit("select id from bills where id = 'unbillable'", "23514");
        start(builder().batch(3, LONG, this::billAll).attempts(3));
        beyondTheSuspects();

        link.deliver("a/1", "before");
        link.deliver("a/1", "unbillable");
        link.deliver("a/1", "after");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 3);
        assertThat(link.acknowledged).containsExactlyInAnyOrder("before", "unbillable", "after");
        assertThat(bills("before")).isEqualTo("1");
        assertThat(bills("unbillable")).isEqualTo("0");
        assertThat(bills("after")).isEqualTo("1");
    }

    // --- messages that were handled before ---

    private void handledElsewhere(String id) {
        try {
            store.inTransaction(transaction -> store.markIn(transaction, new MessageKey("billing", id)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private SubscriberStatistics statistics() {
        return Objects.requireNonNull(subscriber).statistics();
    }

    /** The table refuses a second bill of one id, as the tables of many applications do. */
    @Test
    void shouldAcknowledgeWhatTheApplicationRefusesBecauseItWasDone() {
        database.execute("create unique index once on bills (id)");
        handledElsewhere("x");
        database.execute("insert into bills values ('x')");
        start(builder().handler(TransactionalSubscriberTest::bill).attempts(1));
        beyondTheSuspects();

        link.deliver("a/1", "x");
        link.deliver("a/1", "y");

        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("x", "y")));
        assertThat(link.published).as("dead letters").isEmpty();
        assertThat(statistics().duplicates()).isEqualTo(1);
        assertThat(statistics().failures()).isZero();
        assertThat(bills("_")).isEqualTo("2");
    }

    @Test
    void shouldNotCallTheHandlerForWhatTheBrokerFlagsAndAnotherProcessHasHandled() {
        List<String> called = new CopyOnWriteArrayList<>();
        start(builder().handler((message, transaction) -> {
            called.add(message.id());
            bill(message, transaction);
        }));
        beyondTheSuspects();
        called.clear();
        handledElsewhere("flagged");
        handledElsewhere("not flagged");

        link.deliverAgain("a/1", "flagged");
        link.deliver("a/1", "not flagged");
        link.deliverAgain("a/1", "new");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 3);
        assertThat(called).containsExactly("not flagged", "new");
        assertThat(bills("%flagged")).isEqualTo("0");
        assertThat(bills("new")).isEqualTo("1");
        assertThat(statistics().duplicates()).isEqualTo(2);
    }

    @Test
    void shouldNeverCallAHandlerTwiceThatIsMarkedFirst() {
        List<String> called = new CopyOnWriteArrayList<>();
        start(builder()
                .handler((message, transaction) -> {
                    called.add(message.id());
                    bill(message, transaction);
                })
                .marking(Marking.FIRST));
        beyondTheSuspects();
        called.clear();
        handledElsewhere("x");

        link.deliver("a/1", "x");
        link.deliver("a/1", "y");
        link.deliver("a/1", "y");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 3);
        assertThat(called).containsExactly("y");
        assertThat(statistics().duplicates()).isEqualTo(2);
    }

    /** A known message is acknowledged without the store, even while the store is down. */
    @Test
    void shouldAcknowledgeWhatItKnowsWhileTheDatabaseIsGone() {
        start(builder().handler(TransactionalSubscriberTest::bill));
        beyondTheSuspects();
        link.deliver("a/1", "x");
        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("x")));
        database.setGone(true);

        link.deliver("a/1", "x");
        link.deliverAgain("a/1", "x");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 3);
        assertThat(statistics().duplicates()).isEqualTo(2);
        assertThat(bills("x")).isEqualTo("1");
    }

    /** The commit takes place, but its answer is lost. */
    @Test
    void shouldMarkFirstWhenACommitWasNotAnswered() {
        List<String> called = new CopyOnWriteArrayList<>();
        start(builder().handler((message, transaction) -> {
            called.add(message.id());
            bill(message, transaction);
        }));
        beyondTheSuspects();
        called.clear();
        database.loseAnswerOfNextCommit();

        link.deliver("a/1", "x");
        link.deliver("a/1", "y");

        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("x", "y")));
        assertThat(called).as("not again").containsExactly("x", "y");
        assertThat(bills("x")).isEqualTo("1");
        assertThat(statistics().duplicates()).isEqualTo(1);
        assertThat(link.published).isEmpty();
    }

    // --- messages that end the process ---

    /** Attempts of earlier processes that ended in a crash. */
    private void crashed(String id, int times) {
        MessageKey attempts = new CrashedAttempts<>(store, "billing").key(id);
        for (int i = 0; i < times; i++) {
            await().atMost(SOON)
                    .until(() -> store.claim(attempts, "crashed", Duration.ofMillis(1)) instanceof Claim.Granted);
        }
    }

    @Test
    void shouldGiveUpAMessageThatEndedTheProcessTooOften() {
        crashed("x", 3);
        start(builder().handler(TransactionalSubscriberTest::bill).attempts(3));

        link.deliver("a/1", "x");
        link.deliver("a/1", "y");

        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("x", "y")));
        assertThat(bills("x")).isEqualTo("0");
        assertThat(bills("y")).isEqualTo("1");
        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.properties()).containsEntry("latido-attempts", "3");
            assertThat(letter.properties().get("latido-reason")).contains("crash");
        });
        assertThat(claim("x")).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldTellTheHandlerWhichAttemptItIsAfterCrashes() {
        crashed("x", 2);
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        start(builder().handler((message, transaction) -> {
            attempts.add(message.attempt());
            if (message.attempt() < 4) {
                throw new IllegalStateException("not yet");
            }
            bill(message, transaction);
        }));

        link.deliver("a/1", "x");
        link.deliver("a/1", "x");

        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("x", "x")));
        assertThat(attempts).containsExactly(3, 4);
        assertThat(bills("x")).isEqualTo("1");
    }

    @Test
    void shouldCountNoAttemptsOfMessagesThatCannotHaveEndedTheProcess() {
        start(builder().handler(TransactionalSubscriberTest::bill));
        beyondTheSuspects();

        link.deliver("a/1", "late");

        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("late")));
        assertThat(database.value("select count(*) from latido_seen where message_id like 'latido-attempts:%'"))
                .isEqualTo(Integer.toString(RECEIVE_MAXIMUM));
        assertThat(database.value("select count(*) from latido_seen where message_id like 'latido-attempts:%'"
                        + " and state <> 'D'"))
                .as("each is ended with its message, so that it is purged")
                .isEqualTo("0");
    }

    // --- handlers that get stuck ---

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRollBackAHandlerThatWasLeftBehind(boolean markedFirst) {
        start(builder()
                .handler((message, transaction) -> {
                    bill(message, transaction);
                    boolean open = message.value().equals("stuck");
                    while (open) {
                        try {
                            release.await();
                            open = false;
                        } catch (InterruptedException e) {
                            // Ignores the interrupt on purpose.
                            open = release.getCount() > 0;
                        }
                    }
                })
                .concurrency(1)
                .patience(Duration.ofMillis(400)));
        beyondTheSuspectsUnless(markedFirst);

        link.deliver("a/1", "stuck");
        link.deliver("a/1", "behind");

        await().atMost(SOON).until(() -> link.acknowledged.equals(List.of("stuck", "behind")));
        release.countDown();
        await().atMost(SOON).until(() -> claim("stuck").equals(new Claim.Dead()));
        assertThat(bills("stuck")).isEqualTo("0");
        assertThat(bills("behind")).isEqualTo("1");
        assertThat(link.published).hasSize(1);
    }

    // --- batches ---

    private void startBatches(int size, Duration wait) {
        start(builder().batch(size, wait, this::billAll));
        beyondTheSuspects();
    }

    @Test
    void shouldHandleSuspectsInBatchesOfTheirOwn() {
        start(builder().batch(10, Duration.ofMillis(1), this::billAll));

        for (int i = 0; i < RECEIVE_MAXIMUM; i++) {
            link.deliver("a/1", "m-" + i);
        }

        await().atMost(SOON).until(() -> link.acknowledged.size() == RECEIVE_MAXIMUM);
        assertThat(batches)
                .hasSize(RECEIVE_MAXIMUM)
                .allSatisfy(batch -> assertThat(batch).hasSize(1));
    }

    @Test
    void shouldHandleManyInOneTransactionWhenTheBatchIsFull() {
        startBatches(5, LONG);

        for (int i = 0; i < 5; i++) {
            link.deliver("a/" + i % 3, "m-" + i);
        }

        await().atMost(SOON).until(() -> link.acknowledged.size() == 5);
        assertThat(batches)
                .singleElement()
                .satisfies(batch -> assertThat(batch).containsExactlyInAnyOrder("m-0", "m-1", "m-2", "m-3", "m-4"));
        assertThat(bills("m-%")).isEqualTo("5");
    }

    /** The next subscriber of the connection gets them; otherwise they wait for the end of the session. */
    @Test
    void shouldReturnTheMessagesOfABatchThatWaitsWhenItIsClosed() {
        CountDownLatch entered = new CountDownLatch(1);
        start(builder()
                .batch(2, Duration.ofMillis(20), (messages, transaction) -> {
                    if (messages.get(0).id().startsWith("m")) {
                        entered.countDown();
                        release.await();
                    }
                })
                .concurrency(1)
                .closeTimeout(Duration.ofMillis(50)));
        beyondTheSuspects();
        link.deliver("a/1", "m-1");
        link.deliver("a/2", "m-2");
        await().atMost(SOON).until(() -> entered.getCount() == 0);
        link.deliver("a/3", "m-3");
        link.deliver("a/4", "m-4");

        Objects.requireNonNull(subscriber).close();

        assertThat(link.returned).hasSizeGreaterThanOrEqualTo(2);
        assertThat(link.returned.toString()).contains("m-3", "m-4");
    }

    @Test
    void shouldLeaveNoMessageOfABatchBehindAfterABug() {
        AtomicInteger bugs = new AtomicInteger();
        IdSource buggy = message -> {
            if ("a/buggy".equals(message.topic().toString()) && bugs.getAndIncrement() == 0) {
                throw new LinkageError("on purpose");
            }
            return message.envelopeId();
        };
        start(builder(buggy).batch(3, LONG, this::billAll));
        beyondTheSuspects();

        link.deliver("a/1", "m-1");
        link.deliver("a/buggy", "m-2");
        link.deliver("a/3", "m-3");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 3);
        assertThat(bugs).hasValue(2);
        assertThat(bills("m-%")).isEqualTo("3");
    }

    @Test
    void shouldHandleWhatThereIsWhenTheFirstHasWaitedLongEnough() {
        startBatches(5, Duration.ofMillis(20));

        link.deliver("a/1", "m-1");
        link.deliver("a/1", "m-2");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 2);
        assertThat(batches.stream().flatMap(List::stream)).containsExactly("m-1", "m-2");
    }

    @Test
    void shouldKeepNobodyBackWhenOneOfABatchFails() {
        start(builder()
                .batch(5, LONG, (messages, transaction) -> {
                    batches.add(messages.stream().map(Message::id).toList());
                    for (Message<String> message : messages) {
                        bill(message, transaction);
                        if (message.id().equals("poison")) {
                            throw new IllegalStateException("cannot be billed");
                        }
                    }
                })
                .attempts(3));
        beyondTheSuspects();

        link.deliver("a/1", "m-1");
        link.deliver("a/1", "poison");
        link.deliver("a/1", "m-2");
        link.deliver("a/2", "m-3");
        link.deliver("a/3", "m-4");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 5);
        assertThat(bills("m-%")).isEqualTo("4");
        assertThat(bills("poison")).isEqualTo("0");
        assertThat(link.published)
                .singleElement()
                .satisfies(letter -> assertThat(letter.properties())
                        .containsEntry("latido-id", "poison")
                        .containsEntry("latido-attempts", "3"));
        assertThat(batches.get(0)).hasSize(5);
        assertThat(batches.subList(1, batches.size()))
                .allSatisfy(batch -> assertThat(batch).hasSize(1));
    }

    @Test
    void shouldSuppressDuplicatesInABatchAndAcrossBatches() {
        startBatches(4, LONG);

        for (String id : List.of("m-1", "m-2", "m-1", "m-3", "m-3", "m-2", "m-4", "m-1")) {
            link.deliver("a/1", id);
        }

        await().atMost(SOON).until(() -> link.acknowledged.size() == 8);
        assertThat(bills("m-%")).isEqualTo("4");
        IdempotentSubscriber running = subscriber;
        assertThat(running == null ? 0 : running.statistics().duplicates()).isEqualTo(4);
    }

    private void assertOneConflict() {
        assertThat(bills("m-%")).isEqualTo("2");
        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).isEqualTo(IMPOSTOR);
            assertThat(letter.properties()).containsEntry("latido-id", "m-1");
        });
        IdempotentSubscriber running = subscriber;
        assertThat(running == null ? 0 : running.statistics().conflicts()).isEqualTo(1);
        assertThat(claim("m-1")).as("the first one's mark stays").isEqualTo(new Claim.Done());
    }

    @Test
    void shouldMakeADeadLetterOfAConflictInABatchAndHandleTheRest() {
        start(builder().batch(4, LONG, this::billAll).detectConflicts());
        beyondTheSuspects();

        link.deliver("a/1", "m-1");
        link.deliverRaw("a/1", "impostor", IMPOSTOR);
        link.deliver("a/1", "m-1");
        link.deliver("a/2", "m-2");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 4);
        assertThat(batches)
                .singleElement()
                .satisfies(batch -> assertThat(batch).containsExactlyInAnyOrder("m-1", "m-2"));
        assertOneConflict();
    }

    @Test
    void shouldMakeADeadLetterOfAConflictAmongMessagesThatMayHaveEndedTheProcess() {
        start(builder().handler(TransactionalSubscriberTest::bill).detectConflicts());

        link.deliver("a/1", "m-1");
        link.deliverRaw("a/1", "impostor", IMPOSTOR);
        link.deliver("a/1", "m-1");
        link.deliver("a/2", "m-2");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 4);
        assertOneConflict();
    }

    @Test
    void shouldMakeADeadLetterOfWhatCannotBeReadAndHandleTheRest() {
        startBatches(3, LONG);

        link.deliver("a/1", "m-1");
        link.deliverRaw("a/1", "garbage", "no JSON");
        link.deliver("a/1", "m-2");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 3);
        assertThat(bills("m-%")).isEqualTo("2");
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldHoldTheBatchWhileTheDatabaseIsGone() {
        startBatches(2, LONG);
        database.setGone(true);

        link.deliver("a/1", "m-1");
        link.deliver("a/2", "m-2");

        await().during(Duration.ofMillis(300)).atMost(SOON).until(link.acknowledged::isEmpty);
        database.setGone(false);
        await().atMost(SOON).until(() -> link.acknowledged.size() == 2);
        assertThat(bills("m-%")).isEqualTo("2");
    }

    @Test
    void shouldKeepTheOrderOfEachTopicOverManyBatches() {
        List<String> billed = new CopyOnWriteArrayList<>();
        start(builder().batch(7, Duration.ofMillis(5), (messages, transaction) -> {
            billAll(messages, transaction);
            messages.forEach(message -> billed.add(message.id()));
        }));

        for (int i = 0; i < 300; i++) {
            link.deliver("a/" + i % 3, (i % 3) + "-" + String.format("%03d", i));
        }

        await().atMost(SOON).until(() -> link.acknowledged.size() == 300);
        for (String topic : List.of("0-", "1-", "2-")) {
            assertThat(billed.stream().filter(id -> id.startsWith(topic)))
                    .isSorted()
                    .hasSize(100);
        }
    }

    @Test
    void shouldNotLetAnOlderStateOfABatchOvertake() {
        start(builder().batch(3, LONG, this::billAll).latestWins());
        beyondTheSuspects();

        link.deliver("a/1", "gw:1764550800000001:1");
        link.deliver("a/1", "gw:1764550800000001:3");
        link.deliver("a/1", "gw:1764550800000001:2");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 3);
        assertThat(batches).containsExactly(List.of("gw:1764550800000001:1", "gw:1764550800000001:3"));
        IdempotentSubscriber running = subscriber;
        assertThat(running == null ? 0 : running.statistics().stale()).isEqualTo(1);
    }

    @Test
    void shouldTryEachAloneWhenABatchGetsStuck() {
        AtomicInteger calls = new AtomicInteger();
        start(builder()
                .batch(2, LONG, (messages, transaction) -> {
                    if (messages.size() == 2) {
                        calls.incrementAndGet();
                        release.await();
                    }
                    billAll(messages, transaction);
                })
                .patience(Duration.ofSeconds(1)));
        beyondTheSuspects();

        link.deliver("a/1", "m-1");
        link.deliver("a/2", "m-2");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 2);
        assertThat(calls).hasValue(1);
        assertThat(bills("m-%")).isEqualTo("2");
        assertThat(link.published).isEmpty();
    }

    @Test
    void shouldGiveUpAtOnceWhenTheFailureIsPermanent() {
        start(builder().batch(1, LONG, (messages, transaction) -> {
            throw new PermanentFailure("no");
        }));

        link.deliver("a/1", "m-1");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 1);
        assertThat(claim("m-1")).isEqualTo(new Claim.Dead());
    }
}
