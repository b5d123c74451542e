package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.idempotency.DeadLetterBox;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.idempotency.internal.deadletter.SubscribedDeadLetterBox;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.jdbc.TestDatabase;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Producers that choose their ids without knowing each other, as a "timestamp + sequence" of each device. */
class ProducersIdsTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));

    private final FakeLink link = new FakeLink(256);
    private final TestDatabase database = new TestDatabase();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private @Nullable IdempotentSubscriber subscriber;

    /** What a handler can be, and how its messages are marked. */
    enum Kind {
        MEMORY,
        ASYNC,
        LEASES,
        WITH_COMMIT,
        FIRST,
        BATCH,
        PERMANENT
    }

    @AfterEach
    void close() {
        if (subscriber != null) {
            subscriber.close();
        }
        database.close();
    }

    private void start(Kind kind, IdSource ids) {
        subscriber = options(kind, ids).start();
    }

    private SubscriberOptions options(Kind kind, IdSource ids) {
        IdempotentSubscriber.PayloadStep<Integer> builder = new SubscriberBuilder(link, "consumer-1")
                .group("billing")
                .id(ids)
                .filter(TopicFilter.of("acme/#"))
                .payload(Integer.class);
        JdbcSeenStore jdbc = JdbcSeenStore.of(database).createTable();
        return switch (kind) {
            case MEMORY -> builder.seenStore(MemorySeenStore.create()).handler(this::handle);
            case PERMANENT ->
                builder.seenStore(MemorySeenStore.create()).handler(message -> {
                    throw new PermanentFailure("on purpose");
                });
            case ASYNC ->
                builder.seenStore(MemorySeenStore.create()).asyncHandler(message -> {
                    handle(message);
                    return CompletableFuture.completedFuture(null);
                });
            case LEASES -> builder.seenStore(jdbc).handler(this::handle);
            case WITH_COMMIT -> builder.seenStore(jdbc).handler((message, transaction) -> handle(message));
            case FIRST ->
                builder.seenStore(jdbc)
                        .handler((message, transaction) -> handle(message))
                        .marking(Marking.FIRST);
            case BATCH ->
                builder.seenStore(jdbc)
                        .batch(5, Duration.ofMillis(1), (messages, transaction) -> messages.forEach(this::handle));
        };
    }

    private void handle(Message<Integer> message) {
        handled.add(message.topic().level(2) + "=" + message.value());
    }

    private void awaitTaken(int messages) {
        await().atMost(SOON).until(() -> link.acknowledged.size() == messages);
    }

    private SubscriberStatistics statistics() {
        return Objects.requireNonNull(subscriber).statistics();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PERMANENT")
    void shouldHandleTheReadingsOfTwoDevicesUnderTheSameIds(Kind kind) {
        start(kind, IdSource.payload());

        for (String id : List.of("1", "1732272000000-17", "12:30:15", "2026-11-22T10:30:15")) {
            for (int copy = 0; copy < 2; copy++) {
                link.deliverRaw("acme/v1/gw-a/temp", "a", "{\"id\":\"" + id + "\",\"v\":1}");
                link.deliverRaw("acme/v1/gw-b/temp", "b", "{\"id\":\"" + id + "\",\"v\":2}");
            }
        }

        awaitTaken(16);
        assertThat(handled)
                .containsExactlyInAnyOrder(
                        "gw-a=1", "gw-b=2", "gw-a=1", "gw-b=2", "gw-a=1", "gw-b=2", "gw-a=1", "gw-b=2");
        assertThat(statistics().duplicates()).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PERMANENT")
    void shouldRecogniseUniqueIdsOnEveryTopic(Kind kind) {
        start(kind, IdSource.payload());

        int taken = 0;
        for (String id : List.of("gw:1764550800000001:1", "018F4FAE-7dec-71d0-b765-00a0c91e6bf6")) {
            for (String topic : List.of("acme/v1/gw-a/temp", "acme/v1/bridged/temp")) {
                link.deliverRaw(topic, topic, "{\"id\":\"" + id + "\",\"v\":1}");
                awaitTaken(++taken);
            }
        }

        assertThat(handled).containsExactly("gw-a=1", "gw-a=1");
        assertThat(statistics().duplicates()).isEqualTo(2);
    }

    @Test
    void shouldRecogniseTheIdsOfAGlobalSourceOnEveryTopic() {
        start(Kind.LEASES, IdSource.payload("/device", "/seq").global());

        String payload = "{\"device\":\"gw-a\",\"seq\":1,\"v\":1}";
        link.deliverRaw("acme/v1/gw-a/temp", "a", payload);
        awaitTaken(1);
        link.deliverRaw("acme/v1/bridged/temp", "b", payload);
        awaitTaken(2);

        assertThat(handled).containsExactly("gw-a=1");
    }

    @Test
    void shouldNotTakeAJoinedIdForOneOfLatidosPublishers() {
        start(Kind.LEASES, IdSource.userProperty("kind").and(IdSource.userProperty("nr")));

        Map<String, String> properties = Map.of("kind", "temp", "nr", ":1764550800000001:1");
        link.deliverWith("acme/v1/gw-a/temp", "{\"v\":1}", properties);
        link.deliverWith("acme/v1/gw-b/temp", "{\"v\":2}", properties);

        awaitTaken(2);
        assertThat(handled).containsExactlyInAnyOrder("gw-a=1", "gw-b=2");
    }

    @Test
    void shouldNotSeeAConflictBetweenProducers() {
        subscriber = options(Kind.LEASES, IdSource.payload()).detectConflicts().start();

        link.deliverRaw("acme/v1/gw-a/temp", "a", "{\"id\":1,\"v\":1}");
        link.deliverRaw("acme/v1/gw-b/temp", "b", "{\"id\":1,\"v\":2}");
        awaitTaken(2);
        link.deliverRaw("acme/v1/gw-b/temp", "b", "{\"id\":1,\"v\":3}");

        awaitTaken(3);
        assertThat(handled).containsExactlyInAnyOrder("gw-a=1", "gw-b=2");
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldHandleTheLatestStatesOfACounterThatStartsAgain() {
        subscriber = options(Kind.LEASES, IdSource.payload()).latestWins().start();

        link.deliverRaw("acme/v1/gw-a/state", "a", "{\"id\":\"pump:3:17\",\"ts\":1732272000000,\"v\":1}");
        awaitTaken(1);
        link.deliverRaw("acme/v1/gw-a/state", "a", "{\"id\":\"pump:3:1\",\"ts\":1732272001000,\"v\":2}");

        awaitTaken(2);
        assertThat(handled).containsExactly("gw-a=1", "gw-a=2");
    }

    /** The id of the message is not the value of the property that the dead letter needs for it. */
    @Test
    void shouldReplayAMessageWithThePropertiesThatItsIdComesFrom() {
        IdSource source = IdSource.topicLevel(2).and(IdSource.userProperty("latido-id"));
        start(Kind.PERMANENT, source);
        link.deliverWith("acme/v1/gw-a/temp", "{\"v\":1}", Map.of("latido-id", "7", "site", "x"));
        await().atMost(SOON).until(() -> link.published.size() == 1);
        FakeLink letters = new FakeLink(10);
        DeadLetterBox box = SubscribedDeadLetterBox.on(letters, TopicFilter.of("dead/#"));

        FakeLink.Published letter = link.published.get(0);
        letters.deliverWith(letter.topic().toString(), letter.payload(), letter.properties());
        assertThat(box.letters())
                .singleElement()
                .satisfies(kept -> assertThat(kept.id()).contains("gw-a|7"));
        assertThat(box.replay(box.letters().get(0))).succeedsWithin(SOON);

        assertThat(letters.published)
                .singleElement()
                .satisfies(replay -> assertThat(replay.properties())
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "latido-id", "7", "site", "x", "latido-group", "billing", "latido-replay", "1")));
    }
}
