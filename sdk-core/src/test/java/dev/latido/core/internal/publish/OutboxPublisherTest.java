package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Acknowledgement;
import dev.latido.core.Backoff;
import dev.latido.core.ConnectionState;
import dev.latido.core.JournalOutbox;
import dev.latido.core.LeftInStoreException;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.MessageDroppedException;
import dev.latido.core.MessageExpiredException;
import dev.latido.core.MqttConnection;
import dev.latido.core.NotAcknowledgedException;
import dev.latido.core.NotStoredException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Overflow;
import dev.latido.core.Publication;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.PublishRequest;
import dev.latido.core.PublisherListener;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.TextCodec;
import dev.latido.core.internal.publish.FaultyOutbox.Operation;
import dev.latido.topics.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher over real connections, to a broker that does as it is told. */
class OutboxPublisherTest {

    private static final Topic TOPIC = Topic.unchecked("acme/v1/evt/planta-1/norte/gw/temp");
    private static final Topic STATE = Topic.unchecked("acme/v1/state/planta-1/norte/gw/door");
    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 10));
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int NOT_AUTHORIZED = 0x87;

    private final LoopbackBroker broker = new LoopbackBroker();
    private final MqttConnection connection = MqttConnection.builder()
            .broker(broker.uri())
            .clientId("gw-a72f")
            .withoutPresence("test")
            .backoff(Backoff.between(Duration.ofMillis(1), Duration.ofMillis(20)))
            .closeTimeout(Duration.ofSeconds(2))
            .start();
    private final News news = new News();

    /** Words for what a listener hears. */
    private static final class News implements PublisherListener {

        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void started(MqttConnection connection, ResilientPublisher publisher) {
            heard.add("started " + connection.clientId());
        }

        @Override
        public void reconnected() {
            heard.add("reconnected");
        }

        @Override
        public void published(OutboxMessage message) {
            heard.add("published " + message.sequence());
        }

        @Override
        public void notStored(OutboxMessage message, NotStoredException reason) {
            heard.add("not stored " + message.sequence());
        }

        @Override
        public void acknowledged(OutboxMessage message, Acknowledgement acknowledgement, Duration latency) {
            heard.add("acknowledged " + message.sequence());
        }

        @Override
        public void retried(OutboxMessage message, int reasonCode, Duration delay) {
            heard.add("retried " + message.sequence() + " for " + reasonCode);
        }

        @Override
        public void rejected(OutboxMessage message, PublishFailedException reason) {
            heard.add("rejected " + message.sequence());
        }

        @Override
        public void dropped(OutboxMessage message) {
            heard.add("dropped " + message.sequence());
        }

        @Override
        public void expired(OutboxMessage message) {
            heard.add("expired " + message.sequence());
        }

        @Override
        public void leftInStore(OutboxMessage message) {
            heard.add("left " + message.sequence());
        }

        @Override
        public void lost(OutboxMessage message) {
            heard.add("lost " + message.sequence());
        }

        @Override
        public void closed() {
            heard.add("closed");
        }
    }

    @AfterEach
    void close() {
        // Without a session nobody waits for acknowledgements.
        broker.close();
        connection.close();
    }

    private ResilientPublisher.Builder builder() {
        return ResilientPublisher.builder(connection)
                .codec(TextCodec.create())
                .retryBackoff(Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5)))
                .listener(news);
    }

    private void awaitSession() {
        await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);
    }

    /** Waits for the listener, which hears of an outcome after the publication has it. */
    private void awaitNews(Consumer<List<String>> assertion) {
        await().atMost(SOON).untilAsserted(() -> assertion.accept(news.heard));
    }

    private static void assertFailed(CompletableFuture<?> outcome, Class<? extends Throwable> reason) {
        assertThat(outcome)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(reason);
    }

    @Test
    void shouldKeepAMessageUntilItIsAcknowledged() {
        broker.answering(LoopbackBroker.SILENCE);
        ResilientPublisher publisher = builder().build();

        Publication first = publisher.publish(TOPIC, "a");
        await().atMost(SOON).until(() -> broker.published.size() == 1);
        await().atMost(SOON).until(() -> publisher.inFlight() == 1);
        assertThat(publisher.backlog().messages()).isEqualTo(1);
        assertThat(first.acknowledged()).isNotDone();

        broker.answering(0);
        Publication second = publisher.publish(PublishRequest.of(TOPIC, "b"));

        assertThat(second.acknowledged()).succeedsWithin(SOON);
        assertThat(broker.payloads()).containsExactly("a", "b");
        assertThat(publisher.backlog().messages()).isEqualTo(1);
        awaitNews(heard ->
                assertThat(heard).containsExactly("started gw-a72f", "published 1", "published 2", "acknowledged 2"));
    }

    @Test
    void shouldSendAgainWhatWasUnderWayWhenTheConnectionEnded() throws IOException {
        broker.answering(LoopbackBroker.SILENCE);
        ResilientPublisher publisher = builder().build();
        Publication first = publisher.publish(TOPIC, "a");
        Publication second = publisher.publish(TOPIC, "b");
        await().atMost(SOON).until(() -> broker.published.size() == 2);

        broker.answering(0);
        broker.cut();

        assertThat(first.acknowledged()).succeedsWithin(SOON);
        assertThat(second.acknowledged()).succeedsWithin(SOON);
        assertThat(broker.payloads()).containsExactly("a", "b", "a", "b");
        await().atMost(SOON).untilAsserted(() -> assertThat(news.heard).contains("reconnected"));
        await().atMost(SOON).until(() -> publisher.inFlight() == 0);
        assertThat(publisher.backlog().messages()).isZero();
    }

    @Test
    void shouldNotTellTheFirstSessionAsAReconnect() {
        ResilientPublisher publisher = builder().build();

        assertThat(publisher.publish(TOPIC, "a").acknowledged()).succeedsWithin(SOON);

        assertThat(news.heard).doesNotContain("reconnected");
    }

    @Test
    void shouldEndASessionOnWhichNoAcknowledgementComes() {
        broker.answering(LoopbackBroker.SILENCE);
        ResilientPublisher publisher =
                builder().acknowledgementTimeout(Duration.ofMillis(50)).build();
        Publication publication = publisher.publish(TOPIC, "a");
        await().atMost(SOON).until(() -> broker.published.size() >= 2);

        broker.answering(0);

        assertThat(publication.acknowledged()).succeedsWithin(SOON);
    }

    @Test
    void shouldTryAgainWhatTheBrokerCannotTakeNow() {
        broker.answering(QUOTA_EXCEEDED);
        ResilientPublisher publisher = builder().build();
        Publication publication = publisher.publish(TOPIC, "a");
        await().atMost(SOON).untilAsserted(() -> assertThat(news.heard).contains("retried 1 for " + QUOTA_EXCEEDED));

        broker.answering(0);

        assertThat(publication.acknowledged()).succeedsWithin(SOON);
        awaitNews(heard -> assertThat(heard).endsWith("acknowledged 1"));
    }

    @Test
    void shouldGiveUpWhatTheBrokerWillNeverTake() {
        broker.answering(NOT_AUTHORIZED);
        ResilientPublisher publisher = builder().build();
        Publication publication = publisher.publish(TOPIC, "a");

        assertFailed(publication.acknowledged(), PublishRejectedException.class);
        assertThat(broker.published).hasSize(1);
        assertThat(publisher.backlog().messages()).isZero();
        awaitNews(heard -> assertThat(heard).endsWith("rejected 1"));
    }

    @Test
    void shouldDrainWhenEverythingHasItsOutcome() {
        broker.answering(NOT_AUTHORIZED);
        ResilientPublisher publisher = builder().build();
        publisher.publish(TOPIC, "a");

        assertThat(publisher.drain(SOON)).isTrue();

        broker.answering(LoopbackBroker.SILENCE);
        publisher.publish(TOPIC, "b");
        assertThat(publisher.drain(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void shouldNotDrainWhenInterrupted() {
        broker.answering(LoopbackBroker.SILENCE);
        ResilientPublisher publisher = builder().build();
        publisher.publish(TOPIC, "a");

        Thread.currentThread().interrupt();

        assertThat(publisher.drain(SOON)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldExpireWhatWaitsTooLong() {
        broker.close();
        ResilientPublisher publisher = builder().maxAge(Duration.ofMillis(40)).build();
        Publication publication = publisher.publish(TOPIC, "a");

        assertFailed(publication.acknowledged(), MessageExpiredException.class);
        assertThat(publisher.backlog().messages()).isZero();
        awaitNews(heard -> assertThat(heard).endsWith("expired 1"));
    }

    @Test
    void shouldNotExpireWhatIsUnderWay() {
        broker.answering(LoopbackBroker.SILENCE);
        ResilientPublisher publisher =
                builder().maxAge(Duration.ofMillis(600)).inFlight(1).build();
        awaitSession();
        Publication sent = publisher.publish(TOPIC, "a");
        await().atMost(SOON).until(() -> broker.published.size() == 1);
        Publication waiting = publisher.publish(TOPIC, "b");

        assertFailed(waiting.acknowledged(), MessageExpiredException.class);
        assertThat(sent.acknowledged()).isNotDone();
    }

    @Test
    void shouldDropTheOldestWhenAskedTo() {
        broker.close();
        ResilientPublisher publisher = builder()
                .outbox(MemoryOutbox.bounded(1, 10_000))
                .overflow(Overflow.DROP_OLDEST)
                .build();
        Publication first = publisher.publish(TOPIC, "a");
        Publication second = publisher.publish(TOPIC, "b");

        assertFailed(first.acknowledged(), MessageDroppedException.class);
        assertThat(second.stored()).isCompleted();
        awaitNews(heard -> assertThat(heard).contains("dropped 1", "published 2"));
    }

    @Test
    void shouldLetAWaitingPublisherInWhenAMessageIsAcknowledged() {
        broker.answering(LoopbackBroker.SILENCE);
        ResilientPublisher publisher = builder()
                .outbox(MemoryOutbox.bounded(1, 10_000))
                .overflow(Overflow.block(SOON))
                .acknowledgementTimeout(Duration.ofMillis(100))
                .build();
        publisher.publish(TOPIC, "a");
        await().atMost(SOON).until(() -> broker.published.size() == 1);
        broker.answering(0);

        Publication second = publisher.publish(TOPIC, "b");

        assertThat(second.acknowledged()).succeedsWithin(SOON);
    }

    @Test
    void shouldRefuseToRetainEventsAndCommands() {
        ResilientPublisher publisher = builder().build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> publisher.publishState(TOPIC, "a"))
                .withMessageContaining("never retained");
        assertThat(publisher.publishState(STATE, "open").acknowledged()).succeedsWithin(SOON);
        assertThat(broker.payloads()).containsExactly("open");
    }

    @Test
    void shouldLoseWhatIsInMemoryWhenClosed() {
        broker.answering(LoopbackBroker.SILENCE);
        MqttConnection brief = MqttConnection.builder()
                .broker(broker.uri())
                .clientId("brief")
                .withoutPresence("test")
                .closeTimeout(Duration.ofMillis(10))
                .start();
        ResilientPublisher publisher =
                ResilientPublisher.builder(brief).listener(news).build();
        Publication publication = publisher.publish(TOPIC, 1);

        publisher.close();

        assertFailed(publication.acknowledged(), NotAcknowledgedException.class);
        assertThat(news.heard).endsWith("lost 1", "closed");
        assertThatIllegalStateException().isThrownBy(() -> publisher.publish(TOPIC, 2));
        assertThatIllegalStateException().isThrownBy(() -> publisher.publish(PublishRequest.of(TOPIC, 2)));
        brief.close();
        assertThat(news.heard).containsOnlyOnce("closed");
    }

    @Test
    void shouldWaitForAcknowledgementsWhenClosed() {
        awaitSession();
        ResilientPublisher publisher = builder().build();
        Publication publication = publisher.publish(TOPIC, "a");

        publisher.close();

        assertThat(publication.acknowledged()).isCompleted();
        assertThat(publisher.inFlight()).isZero();
        assertThat(news.heard).endsWith("acknowledged 1", "closed");
    }

    @Test
    void shouldLeaveInTheStoreWhatIsNotAcknowledgedAndGoOnWithItLater(@TempDir Path folder) {
        broker.answering(LoopbackBroker.SILENCE);
        MqttConnection brief = MqttConnection.builder()
                .broker(broker.uri())
                .clientId("brief")
                .withoutPresence("test")
                .closeTimeout(Duration.ofMillis(10))
                .start();
        Publication publication = ResilientPublisher.builder(brief)
                .outbox(JournalOutbox.at(folder))
                .listener(news)
                .build()
                .publish(TOPIC, 1);
        assertThat(publication.stored()).succeedsWithin(SOON);
        brief.close();
        assertFailed(publication.acknowledged(), LeftInStoreException.class);
        assertThat(news.heard).endsWith("left 1", "closed");

        broker.answering(0);
        ResilientPublisher next = builder().outbox(JournalOutbox.at(folder)).build();

        assertThat(next.publish(TOPIC, "b").acknowledged()).succeedsWithin(SOON);
        assertThat(next.drain(SOON)).isTrue();
        assertThat(next.backlog().messages()).isZero();
        awaitNews(heard -> assertThat(heard).contains("published 2", "acknowledged 1", "acknowledged 2"));
    }

    @Test
    void shouldCloseTheConnectionWhenAnOutboxCannotBeClosed() {
        awaitSession();
        FaultyOutbox broken = new FaultyOutbox(10);
        broken.failing.addAll(Set.of(Operation.CLOSE, Operation.BACKLOG));
        News second = new News();
        FaultyOutbox healthy = new FaultyOutbox(10);
        broken.failing.remove(Operation.BACKLOG);
        builder().outbox(broken).build();
        ResilientPublisher.builder(connection).outbox(healthy).listener(second).build();
        broken.failing.add(Operation.BACKLOG);

        connection.close();

        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(news.heard).endsWith("closed");
        assertThat(second.heard).endsWith("closed");
    }

    @Test
    void shouldThrowWhatTheOutboxThrowsWhenThePublisherIsClosed() {
        FaultyOutbox outbox = new FaultyOutbox(10);
        ResilientPublisher publisher = builder().outbox(outbox).build();
        outbox.failing.add(Operation.CLOSE);

        assertThatIllegalStateException().isThrownBy(publisher::close).withMessageContaining("CLOSE");

        assertThat(news.heard).endsWith("closed");
    }

    @Test
    void shouldSendAgainWhenTheOutboxCouldNotBeRewoundAtFirst() throws IOException {
        broker.answering(LoopbackBroker.SILENCE);
        FaultyOutbox outbox = new FaultyOutbox(10);
        ResilientPublisher publisher = builder().outbox(outbox).build();
        Publication publication = publisher.publish(TOPIC, "a");
        await().atMost(SOON).until(() -> broker.published.size() == 1);

        outbox.failing.add(Operation.REWIND);
        broker.answering(0);
        broker.cut();
        await().atMost(SOON).untilAsserted(() -> assertThat(news.heard).contains("reconnected"));
        outbox.failing.clear();

        assertThat(publication.acknowledged()).succeedsWithin(SOON);
    }

    @Test
    void shouldSendWhenTheOutboxHasFailedOnce() {
        awaitSession();
        FaultyOutbox outbox = new FaultyOutbox(10);
        ResilientPublisher publisher = builder().outbox(outbox).build();
        outbox.failing.add(Operation.NEXT);
        Publication publication = publisher.publish(TOPIC, "a");
        await().during(Duration.ofMillis(100))
                .atMost(SOON)
                .until(() -> !publication.acknowledged().isDone());

        outbox.failing.clear();

        assertThat(publication.acknowledged()).succeedsWithin(SOON);
    }
}
