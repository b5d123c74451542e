package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.jdbc.TestDatabase;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A subscriber's messages, threads, pauses, reconnects and close. */
class RunningSubscriberTest extends WithSubscriber {

    /** The stages of handlers that continue until the test completes them. */
    private final List<CompletableFuture<Void>> stages = new ArrayList<>();

    private SubscriberOptions openStages() {
        return builder()
                .seenStore(store)
                .asyncHandler(message -> {
                    CompletableFuture<Void> stage = new CompletableFuture<>();
                    stages.add(stage);
                    return stage.thenRun(() -> handled.add(message.value()));
                })
                .executor(Runnable::run);
    }

    @Test
    void shouldHandleAndAcknowledge() {
        IdempotentSubscriber running = start(handling(message -> handled.add(message.value())));

        link.deliver("a/1", "x");
        link.deliver("a/2", "y");
        link.deliver("a/1", "x");

        assertThat(link.acknowledged).containsExactly("x", "y", "x");
        assertThat(handled).containsExactly("x", "y");
        assertThat(running.statistics()).isEqualTo(new SubscriberStatistics(3, 2, 1, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldHandleOutsideTheTransactionsOfAStoreThatHasThem() {
        try (TestDatabase database = new TestDatabase()) {
            JdbcSeenStore jdbc = JdbcSeenStore.of(database).createTable();
            start(builder()
                    .seenStore(jdbc)
                    .handler(message -> handled.add(message.value()))
                    .executor(Runnable::run));

            link.deliver("a/1", "x");
            link.deliver("a/1", "x");

            assertThat(link.acknowledged).containsExactly("x", "x");
            assertThat(handled).containsExactly("x");
            assertThat(jdbc.claim(new MessageKey("billing", "x"), "test", Duration.ofMinutes(1)))
                    .isEqualTo(new Claim.Done());
        }
    }

    // --- two messages under one id ---

    @Test
    void shouldMakeADeadLetterOfAnotherMessageUnderAKnownId() {
        IdempotentSubscriber running = start(builder()
                .seenStore(MemorySeenStore.create())
                .handler(message -> handled.add(message.value()))
                .executor(Runnable::run)
                .detectConflicts());

        link.deliver("a/1", "x");
        link.deliverRaw("a/1", "impostor", "{\"id\":\"x\",\"v\":\"y\"}");
        link.deliver("a/1", "x");

        assertThat(link.acknowledged).containsExactly("x", "impostor", "x");
        assertThat(handled).containsExactly("x");
        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).isEqualTo("{\"id\":\"x\",\"v\":\"y\"}");
            assertThat(letter.properties()).containsEntry("latido-id", "x").containsEntry("latido-attempts", "0");
            assertThat(letter.properties().get("latido-reason")).contains("same id and another payload");
        });
        assertThat(running.statistics()).isEqualTo(new SubscriberStatistics(3, 1, 1, 0, 1, 1, 0, 0, 0, 0));
    }

    @Test
    void shouldTakeAnotherMessageUnderAKnownIdForADuplicateWhenNotTold() {
        IdempotentSubscriber running = start(builder()
                .seenStore(MemorySeenStore.create())
                .handler(message -> handled.add(message.value()))
                .executor(Runnable::run));

        link.deliver("a/1", "x");
        link.deliverRaw("a/1", "impostor", "{\"id\":\"x\",\"v\":\"y\"}");

        assertThat(link.acknowledged).containsExactly("x", "impostor");
        assertThat(handled).containsExactly("x");
        assertThat(link.published).isEmpty();
        assertThat(running.statistics().duplicates()).isEqualTo(1);
    }

    // --- start and close ---

    @Test
    void shouldEndTheWaitForTheSubscriptionWhenItIsClosedFirst() {
        link.grantNothing();
        IdempotentSubscriber running = start(handling(message -> handled.add(message.value())));
        CompletableFuture<Void> subscribed = running.subscribed();

        running.close();

        assertThat(subscribed).isCompletedExceptionally();
        assertThat(running.subscribed()).isCompletedExceptionally();
    }

    @Test
    void shouldStopTheSubscriptionWhenItIsClosedWhileItStarts() {
        link.onSubscribe(() -> ((IdempotentSubscriber) link.consumer()).close());

        assertThatIllegalStateException().isThrownBy(() -> start(handling(message -> handled.add(message.value()))));

        assertThat(link.stops()).isEqualTo(1);
    }

    @Test
    void shouldSayThatTheConnectionWasClosedWhenItIsClosedWhileItStarts() {
        link.onSubscribe(() -> ((IdempotentSubscriber) link.consumer()).close());
        SubscriberOptions options = new SubscriberBuilder(link, "consumer-1")
                .group("billing")
                .filter(TopicFilter.of("a/#"))
                .payload(String.class)
                .handler(message -> handled.add(message.value()));

        assertThatIllegalStateException()
                .isThrownBy(options::start)
                .withMessageContaining("closed while the subscriber of group billing started");

        assertThat(link.stops()).isEqualTo(1);
    }

    @Test
    void shouldGiveBackWhatIsNotHandledWhenItIsClosed() {
        IdempotentSubscriber running = start(handling(message -> {
            if (message.id().equals("bad")) {
                throw new IllegalStateException("not yet");
            }
        }));
        link.deliver("a/2", "good");
        link.deliver("a/1", "bad");
        link.deliver("a/1", "behind");
        running.pause();
        link.deliver("a/3", "paused");

        running.close();

        assertThat(link.returned)
                .extracting(payload -> payload.replaceAll(".*\"id\":\"(\\w+)\".*", "$1"))
                .containsExactlyInAnyOrder("bad", "behind", "paused")
                .containsSubsequence("bad", "behind");
        assertThat(link.acknowledged).containsExactly("good");
    }

    // --- threads ---

    @Test
    void shouldRunNoMoreHandlersThanAllowed() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        start(onThreads(message -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(100_000);
                    running.decrementAndGet();
                })
                .concurrency(3));

        for (int i = 0; i < 300; i++) {
            link.deliver("a/" + i % 20, "m-" + i);
        }

        await().atMost(SOON).until(() -> link.acknowledged.size() == 300);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void shouldNotTakeMoreThanHalfTheReceiveMaximumIntoWork() {
        FakeLink narrow = new FakeLink(4);
        start(builder(narrow)
                .asyncHandler(message -> {
                    CompletableFuture<Void> stage = new CompletableFuture<>();
                    stages.add(stage);
                    return stage;
                })
                .executor(Runnable::run));

        for (int i = 0; i < 4; i++) {
            narrow.deliver("a/" + i, "m-" + i);
        }
        assertThat(stages).hasSize(2);

        stages.get(0).complete(null);
        assertThat(stages).hasSize(3);
        assertThat(narrow.acknowledged).containsExactly("m-0");
        for (int i = 1; i < 4; i++) {
            stages.get(i).complete(null);
        }
        assertThat(narrow.acknowledged).hasSize(4);
    }

    @Test
    void shouldHoldNoThreadWhileAStageIsOpen() {
        start(openStages().concurrency(3));

        for (int i = 0; i < 5; i++) {
            link.deliver("a/" + i, "m-" + i);
        }

        assertThat(stages).as("handlers share the test's thread").hasSize(3);
        stages.get(1).complete(null);
        assertThat(link.acknowledged).containsExactly("m-1");
        assertThat(stages).hasSize(4);
        for (int i = 0; i < 5; i++) {
            stages.get(i).complete(null);
        }
        assertThat(link.acknowledged).containsExactlyInAnyOrder("m-0", "m-1", "m-2", "m-3", "m-4");
    }

    @Test
    void shouldRunOnTheUsersExecutor() {
        ExecutorService threads = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        AtomicInteger rejections = new AtomicInteger(2);
        Executor moody = task -> {
            if (rejections.getAndDecrement() > 0) {
                throw new RejectedExecutionException("full");
            }
            threads.execute(task);
        };
        List<String> names = new CopyOnWriteArrayList<>();
        start(onThreads(message -> names.add(Thread.currentThread().getName())).executor(moody));

        link.deliver("a/1", "x");
        link.deliver("a/2", "y");
        time.pass(Duration.ofSeconds(1));

        awaitAcknowledged("x", "y");
        assertThat(names).containsOnly("mine");
        threads.shutdown();
    }

    @Test
    void shouldUseVirtualThreadsWhereTheyDoNoHarm() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        start(onThreads(message -> threads.add(Thread.currentThread())));

        link.deliver("a/1", "x");

        awaitAcknowledged("x");
        boolean expected = Runtime.version().feature() >= 24;
        boolean virtual =
                expected && (Boolean) Thread.class.getMethod("isVirtual").invoke(threads.get(0));
        assertThat(virtual).isEqualTo(expected);
        assertThat(threads.get(0).getName()).startsWith("latido-billing-");
    }

    // --- reconnects ---

    @Test
    void shouldJoinARedeliveryToTheWorkThatRuns() {
        IdempotentSubscriber running = start(openStages());
        link.deliver("a/1", "x");

        link.reconnect();
        link.deliver("a/1", "x");
        link.deliver("a/1", "y");
        stages.get(0).complete(null);
        stages.get(1).complete(null);

        assertThat(handled).containsExactly("x", "y");
        assertThat(running.statistics()).isEqualTo(new SubscriberStatistics(3, 2, 1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(link.acknowledged).as("the newest copy as well").contains("x", "y");
    }

    @Test
    void shouldDropWaitingCopiesOfAnEndedConnection() {
        IdempotentSubscriber running = start(handling(message -> handled.add(message.value())));
        running.pause();
        link.deliver("a/1", "x");
        link.reconnect();
        link.deliver("a/1", "x");

        running.resume();

        assertThat(link.acknowledged).containsExactly("x");
        assertThat(running.statistics()).isEqualTo(new SubscriberStatistics(2, 1, 0, 0, 0, 0, 1, 0, 0, 0));
    }

    // --- pause and close ---

    @Test
    void shouldTakeNothingIntoWorkWhilePaused() {
        IdempotentSubscriber running = start(openStages());
        link.deliver("a/1", "x");

        running.pause();
        running.pause();
        link.deliver("a/1", "y");
        link.deliver("a/2", "z");
        stages.get(0).complete(null);

        assertThat(link.acknowledged).containsExactly("x");
        assertThat(stages).hasSize(1);
        running.resume();
        running.resume();
        assertThat(stages).hasSize(3);
        stages.forEach(stage -> stage.complete(null));
        assertThat(link.acknowledged).containsExactlyInAnyOrder("x", "y", "z");
    }

    @Test
    void shouldFinishWhatRunsWhenClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        IdempotentSubscriber running = start(onThreads(message -> {
            begun.countDown();
            release.await();
            handled.add(message.value());
        }));
        link.deliver("a/1", "x");
        link.deliver("a/1", "y");
        await().atMost(SOON).until(() -> begun.getCount() == 0);
        Thread closing = new Thread(running::close);
        closing.start();
        await().atMost(SOON).until(() -> closing.getState() == Thread.State.TIMED_WAITING);

        release.countDown();
        closing.join(SOON.toMillis());

        assertThat(closing.isAlive()).isFalse();
        assertThat(link.acknowledged).containsExactly("x");
        assertThat(handled).containsExactly("x");
        assertThat(claim("y")).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void shouldShareTheFiltersWithOthers() {
        start(new SubscriberBuilder(link, "c")
                .group("billing")
                .filter(TopicFilter.of("a/#"))
                .filter(TopicFilter.of("b/+"))
                .sharedGroup("workers")
                .payload(String.class)
                .handler(message -> {}));

        assertThat(link.subscribed().stream().map(Object::toString))
                .containsExactly("$share/workers/a/#", "$share/workers/b/+");
    }
}
