package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Backoff;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.TransactionalHandler;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that wait in line, for others of their topic or for the only handler, each with its own transaction. */
class TransactionalLinesTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));
    private static final Duration A_WHILE = Duration.ofMillis(200);
    private static final Backoff QUICK = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));
    private static final String TOPIC = "a/1";

    /** The first message may have ended an earlier process and is marked first. */
    private static final int RECEIVE_MAXIMUM = 1;

    private final FakeLink link = new FakeLink(RECEIVE_MAXIMUM);
    private final TestDatabase database = new TestDatabase();
    private final JdbcSeenStore store = JdbcSeenStore.of(database).createTable();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    /** Blocks the handler of the message "gate", so that the others wait in line. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private @Nullable IdempotentSubscriber subscriber;

    TransactionalLinesTest() {
        database.execute("create table bills (id varchar(64))");
    }

    @AfterEach
    void close() {
        gate.countDown();
        if (subscriber != null) {
            subscriber.close();
        }
        database.close();
    }

    private SubscriberOptions handledBy(TransactionalHandler<String, Connection> handler) {
        return new SubscriberBuilder(link, "consumer-1")
                .group("billing")
                .id(IdSource.payload().global())
                .filter(TopicFilter.of("a/#"))
                .payload(String.class)
                .seenStore(store)
                .handler(handler)
                .concurrency(1)
                .backoff(QUICK);
    }

    /** Starts the subscriber. Until {@link #open}, all messages wait in line behind one that is being handled. */
    private void start(SubscriberOptions options) {
        subscriber = options.start();
        link.deliver(TOPIC, "early");
        await().atMost(SOON).until(() -> link.acknowledged.contains("early"));
        link.deliver(TOPIC, "gate");
        await().atMost(SOON).until(() -> handled.contains("gate"));
    }

    private void open() {
        database.countConnections();
        gate.countDown();
    }

    private void awaitAcknowledged(String... ids) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(link.acknowledged.stream().skip(2)).containsExactly(ids));
    }

    private void bill(Message<String> message, Connection transaction) throws SQLException {
        handled.add(message.id());
        try (Statement statement = transaction.createStatement()) {
            statement.execute("insert into bills values ('" + message.id() + "')");
        }
        if (message.id().equals("gate")) {
            await().atMost(SOON).until(() -> gate.getCount() == 0);
        }
    }

    private @Nullable String bills() {
        return database.value("select listagg(id, ' ') within group (order by id) from bills where id like 'm-%'");
    }

    private Mark mark(String id) throws Exception {
        return store.inTransaction(transaction -> store.markIn(transaction, new MessageKey("billing", id)));
    }

    private IdempotentSubscriber running() {
        return Objects.requireNonNull(subscriber);
    }

    // --- lines of other topics ---

    private void deliverToOtherTopics(int messages) {
        for (int i = 1; i <= messages; i++) {
            link.deliver("a/other-" + i, "m-" + i);
        }
    }

    /** More messages of a topic than are handled in one turn: other topics are handled in between, and none is lost. */
    @Test
    void shouldTakeTurnsWithOtherLines() {
        start(handledBy(this::bill));
        for (int i = 0; i < 200; i++) {
            link.deliver(TOPIC, "x-" + i);
        }
        deliverToOtherTopics(3);
        open();

        await().atMost(SOON).until(() -> link.acknowledged.size() == 205);
        assertThat(handled).hasSize(205).doesNotHaveDuplicates();
        assertThat(handled.stream().filter(id -> id.startsWith("x-")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "x-" + i).toList());
        assertThat(handled.indexOf("m-1"))
                .as("before the rest of the long line")
                .isBetween(3, 70);
        assertThat(database.connections())
                .as("one for each, but that of the gate")
                .isEqualTo(203);
    }

    @Test
    void shouldGoOnWithAnotherLineWhenOneFails() {
        start(handledBy((message, transaction) -> {
            bill(message, transaction);
            if (message.id().equals("m-2") && message.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
        }));
        deliverToOtherTopics(4);
        open();

        await().atMost(SOON).until(() -> link.acknowledged.size() == 6);
        assertThat(bills()).isEqualTo("m-1 m-2 m-3 m-4");
        assertThat(running().statistics().failures()).isEqualTo(2);
    }

    @Test
    void shouldGoOnWithAnotherLineWhenACommitIsRefused() {
        database.checkAtCommit("select id from bills where id = 'm-2'", "23514");
        start(handledBy(this::bill).attempts(2));
        deliverToOtherTopics(4);
        open();

        await().atMost(SOON).until(() -> link.acknowledged.size() == 6);
        assertThat(bills()).isEqualTo("m-1 m-3 m-4");
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldGoOnWithALineWhoseFirstCannotBeRead() {
        start(handledBy(this::bill));
        link.deliver("a/2", "m-1");
        link.deliverRaw("a/3", "garbage", "no JSON");
        link.deliver("a/4", "m-2");
        open();

        awaitAcknowledged("m-1", "garbage", "m-2");
        assertThat(bills()).isEqualTo("m-1 m-2");
    }

    @Test
    void shouldLetOtherLinesGoWhenItIsPaused() throws Exception {
        start(handledBy(this::bill));
        deliverToOtherTopics(3);
        running().pause();
        open();

        await().atMost(SOON).until(() -> link.acknowledged.contains("gate"));
        assertThat(mark("m-1")).as("nobody holds its mark").isEqualTo(Mark.FIRST);
        running().resume();
        awaitAcknowledged("m-1", "m-2", "m-3");
        assertThat(bills()).as("one was marked by another").isEqualTo("m-2 m-3");
    }

    /** The same message under two topics. */
    @Test
    void shouldSuppressDuplicatesOfOtherLines() {
        start(handledBy(this::bill));
        link.deliver("a/2", "m-1");
        link.deliver("a/3", "m-1");
        link.deliver("a/4", "m-2");
        open();

        awaitAcknowledged("m-1", "m-1", "m-2");
        assertThat(bills()).isEqualTo("m-1 m-2");
        assertThat(running().statistics().duplicates()).isEqualTo(1);
    }

    /** The store failed, which does not hold back the other messages. */
    @Test
    void shouldHoldOnlyWhatCannotBeMarked() {
        database.execute("alter table latido_seen add constraint not_this check (message_id <> 'm-2')");
        start(handledBy(this::bill));
        link.deliver("a/2", "m-1");
        link.deliver("a/3", "m-2");
        link.deliver("a/4", "m-3");
        open();

        await().atMost(SOON).until(() -> link.acknowledged.containsAll(List.of("m-1", "m-3")));
        assertThat(link.acknowledged).doesNotContain("m-2");
        assertThat(running().statistics().failures()).isZero();
        assertThat(link.published).isEmpty();

        database.execute("alter table latido_seen drop constraint not_this");
        await().atMost(SOON).until(() -> link.acknowledged.contains("m-2"));
        assertThat(bills()).isEqualTo("m-1 m-2 m-3");
    }

    // --- one line ---

    @Test
    void shouldCommitEachByItself() {
        start(handledBy((message, transaction) -> {
            bill(message, transaction);
            if (message.id().equals("m-3")) {
                assertThat(bills()).as("what others see").isEqualTo("m-1 m-2");
                assertThat(database.value("select count(*) from latido_seen where message_id like 'm-%'"))
                        .isEqualTo("2");
            }
        }));
        link.deliver(TOPIC, "m-1");
        link.deliver(TOPIC, "m-2");
        link.deliver(TOPIC, "m-3");
        open();

        awaitAcknowledged("m-1", "m-2", "m-3");
        assertThat(running().statistics().failures()).isZero();
    }

    @Test
    void shouldRollBackOnlyTheOneThatFails() {
        start(handledBy((message, transaction) -> {
            bill(message, transaction);
            if (message.id().equals("m-2") && message.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
        }));
        link.deliver(TOPIC, "m-1");
        link.deliver(TOPIC, "m-2");
        link.deliver(TOPIC, "m-3");
        open();

        awaitAcknowledged("m-1", "m-2", "m-3");
        assertThat(bills()).isEqualTo("m-1 m-2 m-3");
        assertThat(running().statistics().failures()).isEqualTo(2);
    }

    @Test
    void shouldSuppressDuplicatesInTheLine() throws Exception {
        mark("m-2");
        start(handledBy(this::bill));
        for (String id : List.of("m-1", "m-2", "m-1", "m-3", "m-3")) {
            link.deliver(TOPIC, id);
        }
        open();

        awaitAcknowledged("m-1", "m-2", "m-1", "m-3", "m-3");
        assertThat(bills()).isEqualTo("m-1 m-3");
        assertThat(running().statistics().duplicates()).isEqualTo(3);
    }

    @Test
    void shouldMakeADeadLetterOfAConflictInTheLine() {
        start(handledBy(this::bill).detectConflicts());
        link.deliver(TOPIC, "m-1");
        link.deliverRaw(TOPIC, "impostor", "{\"id\":\"m-1\",\"v\":\"other\"}");
        link.deliver(TOPIC, "m-2");
        open();

        awaitAcknowledged("m-1", "impostor", "m-2");
        assertThat(bills()).isEqualTo("m-1 m-2");
        assertThat(running().statistics().conflicts()).isEqualTo(1);
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldMakeADeadLetterOfWhatCannotBeReadInTheLine() {
        start(handledBy(this::bill));
        link.deliver(TOPIC, "m-1");
        link.deliverRaw(TOPIC, "garbage", "no JSON");
        link.deliver(TOPIC, "m-2");
        open();

        awaitAcknowledged("m-1", "garbage", "m-2");
        assertThat(bills()).isEqualTo("m-1 m-2");
        assertThat(link.published).hasSize(1);
    }

    /** A statement failed and the handler continued: H2 commits that, and the next message has its own transaction. */
    @Test
    void shouldNotCarryAFailedStatementIntoTheNext() {
        start(handledBy((message, transaction) -> {
            if (message.id().equals("m-1")) {
                try (Statement statement = transaction.createStatement()) {
                    statement.execute("insert into nowhere values (1)");
                } catch (SQLException e) {
                    handled.add("failed");
                }
            }
            bill(message, transaction);
        }));
        link.deliver(TOPIC, "m-1");
        link.deliver(TOPIC, "m-2");
        open();

        awaitAcknowledged("m-1", "m-2");
        assertThat(handled).containsExactly("early", "gate", "failed", "m-1", "m-2");
        assertThat(bills()).isEqualTo("m-1 m-2");
    }

    @Test
    void shouldMarkInItsOwnSchemaAfterAHandlerThatSetsAnother() {
        database.execute("create schema other");
        start(handledBy((message, transaction) -> {
            bill(message, transaction);
            if (message.id().equals("m-1")) {
                transaction.setSchema("OTHER");
            }
        }));
        link.deliver(TOPIC, "m-1");
        link.deliver(TOPIC, "m-2");
        open();

        awaitAcknowledged("m-1", "m-2");
        assertThat(bills()).isEqualTo("m-1 m-2");
        assertThat(running().statistics().failures()).isZero();
    }

    @Test
    void shouldLetTheNextGoWhenItIsPaused() throws Exception {
        start(handledBy(this::bill));
        link.deliver(TOPIC, "m-1");
        running().pause();
        open();

        await().atMost(SOON).until(() -> link.acknowledged.contains("gate"));
        assertThat(mark("m-1")).as("nobody holds its mark").isEqualTo(Mark.FIRST);
        running().resume();
        awaitAcknowledged("m-1");
        assertThat(bills()).as("it was marked by another").isNull();
    }

    /** The session ends while a message waits: the broker redelivers it, and its first copy is not handled. */
    @Test
    void shouldLeaveTheCopyOfAnEndedSession() {
        start(handledBy(this::bill).listener(new SessionEnd()));
        link.deliver(TOPIC, "m-1");
        link.deliver(TOPIC, "m-2");
        open();

        // The first copy of m-2 belongs to the ended session, in which it can no longer be acknowledged.
        awaitAcknowledged("m-1", "m-2");
        assertThat(handled).containsExactly("early", "gate", "m-1", "m-2");
        assertThat(bills()).isEqualTo("m-1 m-2");
        assertThat(running().statistics().superseded()).isEqualTo(1);
    }

    /** Ends the session when the first message of the line is handled, and redelivers the second one. */
    private final class SessionEnd implements SubscriberListener {

        @Override
        public void handled(Message<?> message, Duration took) {
            if (message.id().equals("m-1")) {
                link.reconnect();
                link.deliver(TOPIC, "m-2");
            }
        }
    }

    @Test
    void shouldHoldALineWhileTheDatabaseIsGone() {
        start(handledBy((message, transaction) -> {
            bill(message, transaction);
            if (message.id().equals("m-1")
                    && message.attempt() == 1
                    && handled.stream().filter("m-1"::equals).count() == 1) {
                database.setGone(true);
                throw new IllegalStateException("not yet");
            }
        }));
        link.deliver(TOPIC, "m-1");
        link.deliver(TOPIC, "m-2");
        open();

        await().atMost(SOON).until(() -> handled.contains("m-1"));
        await().during(A_WHILE).atMost(SOON).until(() -> link.acknowledged.size() == 2);
        database.setGone(false);
        awaitAcknowledged("m-1", "m-2");
        assertThat(bills()).isEqualTo("m-1 m-2");
    }

    @Test
    void shouldReleaseTheNextWhenItIsClosed() throws Exception {
        start(handledBy(this::bill));
        link.deliver(TOPIC, "m-1");
        Thread closing = new Thread(running()::close);
        closing.start();
        await().atMost(SOON).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        open();
        closing.join(SOON.toMillis());

        assertThat(mark("m-1")).isEqualTo(Mark.FIRST);
        assertThat(bills()).isNull();
    }
}
