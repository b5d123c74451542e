package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Backoff;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterBox;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.idempotency.internal.deadletter.TableDeadLetterBox;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.jdbc.TestDatabase;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters in a table, in the transaction that marks their messages where that is possible. */
class DeadLetterTableTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));
    private static final Backoff QUICK = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));
    private static final int RECEIVE_MAXIMUM = 20;

    private final FakeLink link = new FakeLink(RECEIVE_MAXIMUM);
    private final TestDatabase database = new TestDatabase();
    private final JdbcSeenStore store = JdbcSeenStore.of(database).createTable();
    private final DeadLetterTable table = DeadLetterTable.of(database).createTable();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger refusals = new AtomicInteger();
    private @Nullable IdempotentSubscriber subscriber;

    @AfterEach
    void close() {
        release.countDown();
        if (subscriber != null) {
            subscriber.close();
        }
        database.close();
    }

    private IdempotentSubscriber.PayloadStep<String> builder() {
        return new SubscriberBuilder(link, "consumer-1")
                .group("billing")
                .id(IdSource.payload().global())
                .filter(TopicFilter.of("a/#"))
                .payload(String.class);
    }

    private void start(SubscriberOptions options) {
        subscriber = options.deadLetters(table)
                .backoff(QUICK)
                .attempts(3)
                .listener(new SubscriberListener() {
                    @Override
                    public void deadLetterRefused(DeadLetter letter, Throwable cause) {
                        refusals.incrementAndGet();
                    }
                })
                .start();
    }

    private static void fail(Message<String> message, Connection transaction) {
        throw new PermanentFailure("no such meter");
    }

    private void awaitAcknowledged(String... names) {
        await().atMost(SOON).untilAsserted(() -> assertThat(link.acknowledged).containsExactly(names));
    }

    private @Nullable String letters(String condition) {
        return database.value("select count(*) from latido_dead_letter where " + condition);
    }

    private long deadLettered() {
        return Objects.requireNonNull(subscriber).statistics().deadLettered();
    }

    private Claim claim(String id) {
        return store.claim(new MessageKey("billing", id), "test", Duration.ofMinutes(1));
    }

    private void assertOneDeadLetter(String id) {
        assertThat(letters("message_id = '" + id + "'")).isEqualTo("1");
        assertThat(claim(id)).isEqualTo(new Claim.Dead());
        assertThat(deadLettered()).isEqualTo(1);
        assertThat(link.published).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Marking.class)
    void shouldStoreTheLetterOfATransactionalHandler(Marking marking) {
        start(builder().seenStore(store).handler(DeadLetterTableTest::fail).marking(marking));

        link.deliverWith("a/1", "{\"id\":\"x\",\"v\":\"21\"}", Map.of("site", "Almería \"1\"\n"));

        await().atMost(SOON).until(() -> link.acknowledged.size() == 1);
        assertOneDeadLetter("x");
        assertThat(database.value("select failure from latido_dead_letter"))
                .startsWith(PermanentFailure.class.getName() + ": no such meter")
                .contains("at ");
        DeadLetterBox box = TableDeadLetterBox.on(link, (LetterTable) table, "billing");
        assertThat(box.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).hasToString("a/1");
            assertThat(letter.payload()).isEqualTo("{\"id\":\"x\",\"v\":\"21\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(letter.group()).isEqualTo("billing");
            assertThat(letter.id()).contains("x");
            assertThat(letter.reason()).isEqualTo("PermanentFailure: no such meter");
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.userProperties()).containsExactly(Map.entry("site", "Almería \"1\"\n"));
        });
    }

    @Test
    void shouldStoreTheLetterOfAPlainHandler() {
        start(builder().seenStore(store).handler(message -> {
            throw new PermanentFailure("no such meter");
        }));

        link.deliver("a/1", "x");

        awaitAcknowledged("x");
        assertOneDeadLetter("x");
    }

    @Test
    void shouldStoreTheLetterOfABatchAndHandleTheRest() {
        start(builder().seenStore(store).batch(5, Duration.ofMillis(20), (messages, transaction) -> {
            for (Message<String> message : messages) {
                if (message.id().equals("x")) {
                    throw new PermanentFailure("no such meter");
                }
            }
        }));

        for (String id : List.of("w", "x", "y")) {
            link.deliver("a/" + id, id);
        }

        await().atMost(SOON).until(() -> link.acknowledged.size() == 3);
        assertOneDeadLetter("x");
        assertThat(claim("y")).isEqualTo(new Claim.Done());
    }

    /** The transaction took place, but its answer was lost: the second try must find it. */
    @Test
    void shouldStoreOneLetterWhenTheAnswerOfTheCommitIsLost() {
        start(builder().seenStore(store).handler((message, transaction) -> {
            database.loseAnswerOfNextCommit();
            throw new PermanentFailure("no such meter");
        }));

        link.deliver("a/1", "x");

        awaitAcknowledged("x");
        assertOneDeadLetter("x");
    }

    @Test
    void shouldHoldTheMessageWhileTheDatabaseIsDown() {
        AtomicInteger calls = new AtomicInteger();
        start(builder().seenStore(store).handler((message, transaction) -> {
            database.setGone(calls.incrementAndGet() == 1);
            throw new PermanentFailure("no such meter");
        }));

        link.deliver("a/1", "x");
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> link.acknowledged.isEmpty());
        database.setGone(false);

        awaitAcknowledged("x");
        assertOneDeadLetter("x");
        assertThat(refusals).hasValue(0);
    }

    @Test
    void shouldReportATableThatRefusesTheLetterAndMarkNothing() {
        start(builder().seenStore(store).handler(DeadLetterTableTest::fail));
        database.execute("alter table latido_dead_letter rename to away");

        link.deliver("a/1", "x");
        await().atMost(SOON).until(() -> refusals.get() > 0);

        assertThat(link.acknowledged).isEmpty();
        assertThat(database.value("select count(*) from latido_seen where message_id = 'x'"))
                .isEqualTo("0");
        database.execute("alter table away rename to latido_dead_letter");
        awaitAcknowledged("x");
        assertOneDeadLetter("x");
    }

    @Test
    void shouldStoreTheLettersOfMessagesThatGetNoMark() {
        start(builder().seenStore(store).handler((message, transaction) -> {}).detectConflicts());

        link.deliverRaw("a/1", "garbage", "{");
        link.deliver("a/1", "m");
        link.deliverRaw("a/1", "impostor", "{\"id\":\"m\",\"v\":\"other\"}");

        awaitAcknowledged("garbage", "m", "impostor");
        assertThat(letters("marked_as is null and message_id is null")).isEqualTo("1");
        assertThat(letters("marked_as is null and message_id = 'm'")).isEqualTo("1");
        assertThat(claim("m")).isEqualTo(new Claim.Done());
    }

    /** The transaction of the handler may hold the mark, so the dead letter does not wait for it. */
    @ParameterizedTest
    @EnumSource(Marking.class)
    void shouldStoreTheLetterOfAnAbandonedHandlerAtOnce(Marking marking) {
        start(builder()
                .seenStore(store)
                .handler((message, transaction) -> awaitWithoutInterrupt())
                .marking(marking)
                .patience(Duration.ofMillis(100)));

        link.deliver("a/1", "x");

        awaitAcknowledged("x");
        assertThat(letters("message_id = 'x'")).isEqualTo("1");
        release.countDown();
        await().atMost(SOON).until(() -> claim("x").equals(new Claim.Dead()));
        assertOneDeadLetter("x");
    }

    @Test
    void shouldStoreTheLetterOfAnAbandonedPlainHandlerWithItsMark() {
        start(builder()
                .seenStore(store)
                .handler(message -> awaitWithoutInterrupt())
                .patience(Duration.ofMillis(100)));

        link.deliver("a/1", "x");

        awaitAcknowledged("x");
        assertOneDeadLetter("x");
    }

    private void awaitWithoutInterrupt() {
        boolean released = false;
        while (!released) {
            try {
                release.await();
                released = true;
            } catch (InterruptedException e) {
                // Ignored on purpose.
            }
        }
    }

    @Test
    void shouldServeAnyOtherStoreAsAHandler() {
        start(builder().seenStore(MemorySeenStore.create()).handler(message -> {
            throw new PermanentFailure("no such meter");
        }));

        link.deliver("a/1", "x");
        link.deliverAgain("a/1", "x");

        awaitAcknowledged("x", "x");
        assertThat(letters("message_id = 'x' and marked_as = 'x'")).isEqualTo("1");
    }

    // --- the box ---

    private DeadLetter letter(String id) {
        return new DeadLetter(
                Topic.unchecked("a/1"),
                id.getBytes(StandardCharsets.UTF_8),
                "billing",
                Optional.of(id),
                "no",
                5,
                List.of(Map.entry("site", "planta-1")));
    }

    private DeadLetterBox boxWith(String... ids) {
        for (String id : ids) {
            table.keep(letter(id));
        }
        return TableDeadLetterBox.on(link, (LetterTable) table, "billing");
    }

    @Test
    void shouldReplayALetterAndDeleteIt() {
        DeadLetterBox box = boxWith("x", "y");
        assertThat(box.subscribed()).isCompleted();

        assertThat(box.replay(box.letters().get(0))).succeedsWithin(SOON);

        assertThat(link.published)
                .containsExactly(new FakeLink.Published(
                        Topic.unchecked("a/1"),
                        "x",
                        Map.of("site", "planta-1", "latido-group", "billing", "latido-replay", "1")));
        assertThat(box.letters()).extracting(DeadLetter::id).containsExactly(Optional.of("y"));
    }

    @Test
    void shouldKeepALetterWhenNoClientWouldGetTheReplay() {
        DeadLetterBox box = boxWith("x");
        link.answer(0x10);

        assertThat(box.replay(box.letters().get(0))).failsWithin(SOON);

        assertThat(box.letters()).hasSize(1);
    }

    @Test
    void shouldDiscardALetterOnce() {
        DeadLetterBox box = boxWith("x", "y");
        DeadLetter first = box.letters().get(0);

        box.discard(first);

        assertThat(letters("true")).isEqualTo("1");
        assertThatIllegalArgumentException().isThrownBy(() -> box.discard(first));
        assertThatIllegalArgumentException().isThrownBy(() -> box.replay(letter("y")));
        box.close();
    }

    @Test
    void shouldShowTheLettersOfOneGroup() {
        boxWith("x");

        assertThat(TableDeadLetterBox.on(link, (LetterTable) table, "other").letters())
                .isEmpty();
    }

    /** The group remembers a replay under another id, so its dead letter is another one. */
    @Test
    void shouldKeepTheLetterOfAReplayThatFailsAgain() {
        start(builder().seenStore(store).handler(DeadLetterTableTest::fail));
        link.deliver("a/1", "x");
        awaitAcknowledged("x");
        DeadLetterBox box = TableDeadLetterBox.on(link, (LetterTable) table, "billing");

        assertThat(box.replay(box.letters().get(0))).succeedsWithin(SOON);
        FakeLink.Published replay = link.published.get(0);
        link.deliverWith("a/1", replay.payload(), replay.properties());

        await().atMost(SOON).until(() -> link.acknowledged.size() == 2);
        assertThat(letters("marked_as = 'x#+replay-1' and message_id = 'x'")).isEqualTo("1");
        box.replay(box.letters().get(0));
        await().atMost(SOON).until(() -> link.published.size() == 2);
        assertThat(link.published.get(1).properties()).containsEntry("latido-replay", "2");
    }

    // --- the start ---

    @Test
    void shouldNotStartWithoutTheTableOfDeadLetters() {
        database.execute("drop table latido_dead_letter");

        assertThatIllegalStateException()
                .isThrownBy(() -> start(builder().seenStore(store).handler(DeadLetterTableTest::fail)))
                .withMessageContaining("latido_dead_letter")
                .withMessageContaining("DeadLetterTable.createTable()")
                .withMessageContaining("h2-dead-letters.sql");
        assertThatIllegalStateException().isThrownBy(() -> TableDeadLetterBox.on(link, (LetterTable) table, "billing"));
    }

    @Test
    void shouldNotStartWithoutTheTableOfTheMarks() {
        database.execute("drop table latido_seen");

        assertThatIllegalStateException()
                .isThrownBy(() -> start(builder().seenStore(store).handler(DeadLetterTableTest::fail)))
                .withMessageContaining("latido_seen")
                .withMessageContaining("JdbcSeenStore.createTable()")
                .withMessageContaining("jdbc/h2.sql");
    }

    @Test
    void shouldStartWhileTheDatabaseIsDown() {
        database.setGone(true);
        start(builder().seenStore(store).handler(DeadLetterTableTest::fail));
        link.deliver("a/1", "x");

        database.setGone(false);

        awaitAcknowledged("x");
        assertOneDeadLetter("x");
    }
}
