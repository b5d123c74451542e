package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.LatidoException;
import dev.latido.core.Acknowledgement;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.MessageDroppedException;
import dev.latido.core.NotStoredException;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Overflow;
import dev.latido.core.PublisherListener;
import dev.latido.core.internal.publish.FaultyOutbox.Operation;
import dev.latido.topics.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages that fit into the outbox, and messages that do not. */
class OutboxIntakeTest {

    private static final Topic TELEMETRY = Topic.unchecked("acme/v1/evt/planta-1/norte/gw/temp");
    private static final Topic COMMAND = Topic.unchecked("acme/v1/cmd/planta-1/norte/gw/reset");
    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));

    private final List<OutboxMessage> published = new CopyOnWriteArrayList<>();
    private final List<Throwable> notStored = new CopyOnWriteArrayList<>();
    private final List<Long> dropped = new CopyOnWriteArrayList<>();
    private final PublisherListener listener = new PublisherListener() {
        @Override
        public void published(OutboxMessage message) {
            published.add(message);
        }

        @Override
        public void notStored(OutboxMessage message, NotStoredException reason) {
            notStored.add(reason);
        }

        @Override
        public void dropped(OutboxMessage message) {
            dropped.add(message.sequence());
        }
    };
    private final PendingPublications pending = new PendingPublications(
            new PublisherListeners("gw", List.of(listener)), 0, 0, Clock.systemUTC(), System::nanoTime);

    private static OutboxMessage message(long sequence, Topic topic, int payload) {
        return new OutboxMessage(
                sequence, "gw:1:" + sequence, topic, new byte[payload], DeliveryOptions.DEFAULTS, Instant.EPOCH);
    }

    /** A publication, and why its message was not taken, or null. */
    private record Answer(
            PendingPublication publication, @Nullable LatidoException refusal) {}

    private Answer take(OutboxIntake intake, Topic topic, int payload) {
        PendingPublication publication = pending.begin("gw:1:1", topic);
        Draft draft = new Draft("gw:1:1", topic, new byte[payload], DeliveryOptions.DEFAULTS, Instant.EPOCH);
        return new Answer(publication, intake.take(draft, publication));
    }

    private void assertRefused(Answer answer) {
        assertThat(answer.refusal()).isInstanceOf(OutboxFullException.class);
        assertThat(answer.publication().stored()).isCompletedExceptionally();
        assertThat(answer.publication().acknowledged()).isCompletedExceptionally();
        assertThat(notStored).contains(answer.refusal());
    }

    private static void assertTaken(Answer answer) {
        assertThat(answer.refusal()).isNull();
        assertThat(answer.publication().stored()).isCompleted();
    }

    @Test
    void shouldGoOnBehindWhatTheOutboxHasSeen() {
        MemoryOutbox outbox = MemoryOutbox.create();
        outbox.append(message(41, TELEMETRY, 1));

        assertTaken(take(new OutboxIntake(outbox, Overflow.REJECT, pending), TELEMETRY, 1));

        assertThat(published).extracting(OutboxMessage::sequence).containsExactly(42L);
    }

    @Test
    void shouldRejectWhenFull() {
        OutboxIntake intake = new OutboxIntake(MemoryOutbox.bounded(1, 10_000), Overflow.REJECT, pending);
        take(intake, TELEMETRY, 1);

        assertRefused(take(intake, TELEMETRY, 1));
        assertThat(dropped).isEmpty();
    }

    @Test
    void shouldDropTheOldestWhenAskedTo() {
        MemoryOutbox outbox = MemoryOutbox.bounded(3, 10_000);
        OutboxIntake intake = new OutboxIntake(outbox, Overflow.DROP_OLDEST, pending);
        List<Answer> answers = new ArrayList<>();
        IntStream.range(0, 3).forEach(i -> answers.add(take(intake, TELEMETRY, 1)));
        outbox.next();

        Answer answer = take(intake, TELEMETRY, 1);

        assertTaken(answer);
        assertThat(dropped).as("the first one is in flight").containsExactly(2L);
        assertThat(answers.get(0).publication().acknowledged()).isNotDone();
        assertThat(answers.get(1).publication().acknowledged())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(MessageDroppedException.class);
        assertThat(outbox.backlog().messages()).isEqualTo(3);
    }

    @Test
    void shouldDropAsManyAsALargeMessageNeeds() {
        MemoryOutbox outbox =
                MemoryOutbox.bounded(100, 4L * message(1, TELEMETRY, 100).size());
        OutboxIntake intake = new OutboxIntake(outbox, Overflow.DROP_OLDEST, pending);
        IntStream.range(0, 4).forEach(i -> take(intake, TELEMETRY, 100));

        Answer answer = take(intake, TELEMETRY, 300);

        assertTaken(answer);
        assertThat(dropped).containsExactly(1L, 2L);
    }

    @Test
    void shouldDropNoCommandAndRejectWhenThereIsNothingElse() {
        MemoryOutbox outbox = MemoryOutbox.bounded(2, 10_000);
        OutboxIntake intake = new OutboxIntake(outbox, Overflow.DROP_OLDEST, pending);
        take(intake, COMMAND, 1);
        take(intake, COMMAND, 1);

        assertRefused(take(intake, TELEMETRY, 1));
        assertThat(dropped).isEmpty();
    }

    @Test
    void shouldWaitForRoomWhenAskedTo() {
        MemoryOutbox outbox = MemoryOutbox.bounded(1, 10_000);
        OutboxIntake intake = new OutboxIntake(outbox, Overflow.block(SOON), pending);
        take(intake, TELEMETRY, 1);
        OutboxMessage first = published.get(0);

        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> take(intake, TELEMETRY, 1));
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> !waiting.isDone());
        outbox.remove(first);
        intake.departed();

        assertThat(waiting).succeedsWithin(SOON).satisfies(OutboxIntakeTest::assertTaken);
        pending.acknowledged(first, new Acknowledgement(0));
        assertThat(pending.settlement())
                .as("only the one that was stored is open")
                .isNotDone();
        pending.acknowledged(published.get(1), new Acknowledgement(0));
        assertThat(pending.settlement()).isCompleted();
    }

    @Test
    void shouldWaitNoLongerThanItMay() {
        OutboxIntake intake =
                new OutboxIntake(MemoryOutbox.bounded(1, 10_000), Overflow.block(Duration.ofMillis(20)), pending);
        take(intake, TELEMETRY, 1);
        long start = System.nanoTime();

        assertRefused(take(intake, TELEMETRY, 1));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void shouldStopWaitingWhenClosedOrInterrupted() {
        OutboxIntake intake =
                new OutboxIntake(MemoryOutbox.bounded(1, 10_000), Overflow.block(SOON.multipliedBy(10)), pending);
        take(intake, TELEMETRY, 1);

        Thread.currentThread().interrupt();
        assertRefused(take(intake, TELEMETRY, 1));
        assertThat(Thread.interrupted()).isTrue();

        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> take(intake, TELEMETRY, 1));
        intake.close();
        assertThat(waiting).succeedsWithin(SOON).satisfies(this::assertRefused);
    }

    @Test
    void shouldLetEveryWaiterInWhenRoomComesOneByOne() {
        MemoryOutbox outbox = MemoryOutbox.bounded(1, 10_000);
        OutboxIntake intake = new OutboxIntake(outbox, Overflow.block(SOON), pending);
        take(intake, TELEMETRY, 1);
        List<CompletableFuture<Answer>> waiting = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> take(intake, TELEMETRY, 1), task -> new Thread(task).start()))
                .toList();

        await().atMost(SOON).until(() -> {
            OutboxMessage message = outbox.next();
            if (message != null) {
                outbox.remove(message);
                intake.departed();
            }
            return waiting.stream().allMatch(CompletableFuture::isDone);
        });

        assertThat(waiting).allSatisfy(future -> assertTaken(future.join()));
    }

    @Test
    void shouldGiveAMessageItsOutcomeWhenTheOutboxFailsInAnUnexpectedWay() {
        FaultyOutbox outbox = new FaultyOutbox(10);
        outbox.failing.add(Operation.APPEND);

        Answer answer = take(new OutboxIntake(outbox, Overflow.REJECT, pending), TELEMETRY, 1);

        assertThat(answer.refusal())
                .isInstanceOf(OutboxException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(answer.publication().stored()).isCompletedExceptionally();
        assertThat(answer.publication().acknowledged()).isCompletedExceptionally();
        assertThat(notStored).hasSize(1);
        assertThat(pending.settlement()).as("nothing is open").isCompleted();
    }

    @Test
    void shouldGiveAMessageItsOutcomeWhenTheOldestCannotBeDropped() {
        FaultyOutbox outbox = new FaultyOutbox(1);
        OutboxIntake intake = new OutboxIntake(outbox, Overflow.DROP_OLDEST, pending);
        take(intake, TELEMETRY, 1);
        outbox.failing.add(Operation.DROP_OLDEST);

        Answer answer = take(intake, TELEMETRY, 1);

        assertThat(answer.refusal()).isInstanceOf(OutboxException.class);
        assertThat(answer.publication().acknowledged()).isCompletedExceptionally();
        assertThat(notStored).hasSize(1);
        pending.acknowledged(published.get(0), new Acknowledgement(0));
        assertThat(pending.settlement()).as("only the first was open").isCompleted();
    }

    @Test
    void shouldGiveAMessageOneOutcomeWhenItIsRefusedWhileThePublisherCloses() {
        List<OutboxMessage> lost = new ArrayList<>();
        PendingPublications closing = new PendingPublications(
                new PublisherListeners("gw", List.of(listener, new PublisherListener() {
                    @Override
                    public void lost(OutboxMessage message) {
                        lost.add(message);
                    }
                })),
                0,
                0,
                Clock.systemUTC(),
                System::nanoTime);
        FaultyOutbox outbox = new FaultyOutbox(1);
        outbox.failing.add(Operation.APPEND);
        outbox.beforeAppend = () -> closing.abandonAll(false);
        PendingPublication publication = closing.begin("gw:1:1", TELEMETRY);
        Draft draft = new Draft("gw:1:1", TELEMETRY, new byte[1], DeliveryOptions.DEFAULTS, Instant.EPOCH);

        new OutboxIntake(outbox, Overflow.REJECT, closing).take(draft, publication);

        assertThat(lost).hasSize(1);
        assertThat(notStored).isEmpty();
    }
}
