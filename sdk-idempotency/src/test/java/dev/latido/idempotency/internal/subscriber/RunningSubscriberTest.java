package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Backoff;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageHandler;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import dev.latido.idempotency.internal.attempt.ProcessingFixture.Breakable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of messages, with a store that leases and without a broker. */
class RunningSubscriberTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));
    private static final Backoff QUICK = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));

    private final FakeLink link = new FakeLink(256);
    private final Breakable store = new Breakable(MemorySeenStore.create());
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private @Nullable IdempotentSubscriber subscriber;

    @AfterEach
    void close() {
        release.countDown();
        if (subscriber != null) {
            subscriber.close();
        }
    }

    private IdempotentSubscriber.PayloadStep<String> builder() {
        return new SubscriberBuilder(link, "consumer-1")
                .group("billing")
                .filter(TopicFilter.of("a/#"))
                .payload(String.class);
    }

    private IdempotentSubscriber.Options handling(MessageHandler<String> handler) {
        return builder().seenStore((SeenStore) store).handler(handler).backoff(QUICK);
    }

    private IdempotentSubscriber start(IdempotentSubscriber.Options options) {
        IdempotentSubscriber started = options.start();
        subscriber = started;
        return started;
    }

    private void acknowledged(String... names) {
        await().atMost(SOON).untilAsserted(() -> assertThat(link.acknowledged).containsExactlyInAnyOrder(names));
    }

    private Claim claim(String id) {
        return store.claim(new MessageKey("billing", id), "test", Duration.ofMinutes(1));
    }

    private static void hang(CountDownLatch until) {
        boolean open = true;
        while (open) {
            try {
                until.await();
                open = false;
            } catch (InterruptedException e) {
                // Does not heed it: that is what is tested.
                open = until.getCount() > 0;
            }
        }
    }

    @Test
    void shouldHandleAndAcknowledge() {
        IdempotentSubscriber running = start(handling(message -> handled.add(message.value())));

        link.deliver("a/1", "x");
        link.deliver("a/2", "y");
        link.deliver("a/1", "x");

        acknowledged("x", "y", "x");
        assertThat(handled).containsExactlyInAnyOrder("x", "y");
        assertThat(running.statistics()).isEqualTo(new SubscriberStatistics(3, 2, 1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldRetryWhileOthersGoOn() {
        AtomicInteger failures = new AtomicInteger();
        start(handling(message -> {
            if (message.value().equals("bad") && failures.incrementAndGet() < 4) {
                throw new IllegalStateException("not yet");
            }
            handled.add(message.value());
        }));

        link.deliver("a/1", "bad");
        link.deliver("a/2", "good");
        link.deliver("a/1", "behind");

        acknowledged("bad", "good", "behind");
        assertThat(handled).containsSubsequence("bad", "behind").contains("good");
    }

    @Test
    void shouldMakeADeadLetterWhenTheAttemptsAreUsedUp() {
        IdempotentSubscriber running = start(handling(message -> {
                    throw new IllegalStateException("never");
                })
                .attempts(3));

        link.deliver("a/1", "bad");

        acknowledged("bad");
        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).hasToString("latido/v1/evt/dead-letter/billing");
            assertThat(letter.payload()).isEqualTo("{\"id\":\"bad\",\"v\":\"bad\"}");
            assertThat(letter.properties())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "latido-topic", "a/1",
                            "latido-group", "billing",
                            "latido-id", "bad",
                            "latido-reason", "IllegalStateException: never",
                            "latido-attempts", "3"));
        });
        assertThat(claim("bad")).isEqualTo(new Claim.Dead());
        assertThat(running.statistics().failures()).isEqualTo(2);
        assertThat(running.statistics().deadLettered()).isEqualTo(1);
    }

    @Test
    void shouldMakeADeadLetterOfAnotherMessageUnderAKnownId() {
        IdempotentSubscriber running = start(builder()
                .seenStore(MemorySeenStore.create())
                .handler(message -> handled.add(message.value()))
                .detectConflicts()
                .backoff(QUICK));

        link.deliver("a/1", "x");
        link.deliverRaw("a/1", "impostor", "{\"id\":\"x\",\"v\":\"y\"}");
        link.deliver("a/1", "x");

        acknowledged("x", "impostor", "x");
        assertThat(handled).containsExactly("x");
        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.payload()).isEqualTo("{\"id\":\"x\",\"v\":\"y\"}");
            assertThat(letter.properties()).containsEntry("latido-id", "x").containsEntry("latido-attempts", "0");
            assertThat(letter.properties().get("latido-reason")).contains("same id and another payload");
        });
        assertThat(running.statistics()).isEqualTo(new SubscriberStatistics(3, 1, 1, 0, 1, 1, 0, 0, 0));
    }

    @Test
    void shouldTakeAnotherMessageUnderAKnownIdForADuplicateWhenNotTold() {
        IdempotentSubscriber running = start(builder()
                .seenStore(MemorySeenStore.create())
                .handler(message -> handled.add(message.value()))
                .backoff(QUICK));

        link.deliver("a/1", "x");
        link.deliverRaw("a/1", "impostor", "{\"id\":\"x\",\"v\":\"y\"}");

        acknowledged("x", "impostor");
        assertThat(handled).containsExactly("x");
        assertThat(link.published).isEmpty();
        assertThat(running.statistics().duplicates()).isEqualTo(1);
    }

    @Test
    void shouldEndTheRetriesWhenThePatienceIsOver() {
        start(handling(message -> {
                    throw new IllegalStateException("never");
                })
                .attempts(1_000_000)
                .patience(Duration.ofMillis(200)));

        link.deliver("a/1", "bad");

        acknowledged("bad");
        assertThat(link.published)
                .singleElement()
                .satisfies(letter -> assertThat(letter.properties().get("latido-reason"))
                        .endsWith("the patience of 200 ms is over"));
        assertThat(claim("bad")).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldInterruptAHandlerWhenThePatienceIsOver() {
        start(handling(message -> {
                    if (message.value().equals("stuck")) {
                        release.await();
                    }
                    handled.add(message.value());
                })
                .concurrency(1)
                .patience(Duration.ofMillis(200)));

        link.deliver("a/1", "stuck");
        link.deliver("a/1", "behind");
        link.deliver("a/2", "other");

        acknowledged("stuck", "behind", "other");
        assertThat(handled).containsExactlyInAnyOrder("behind", "other");
        assertThat(link.published)
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.properties().get("latido-reason")).startsWith("InterruptedException"));
    }

    @Test
    void shouldLeaveAHandlerBehindThatDoesNotHeedTheInterrupt() {
        IdempotentSubscriber running = start(handling(message -> {
                    if (message.value().equals("stuck")) {
                        hang(release);
                    }
                    handled.add(message.value());
                })
                .concurrency(1)
                .patience(Duration.ofMillis(200)));

        link.deliver("a/1", "stuck");
        link.deliver("a/1", "behind");
        link.deliver("a/2", "other");

        acknowledged("stuck", "behind", "other");
        assertThat(claim("stuck")).isEqualTo(new Claim.Dead());
        release.countDown();
        await().atMost(SOON).until(() -> handled.size() == 3);
        assertThat(running.statistics().handled())
                .as("the late end does not count")
                .isEqualTo(2);
        assertThat(running.statistics().deadLettered()).isEqualTo(1);
        assertThat(claim("stuck")).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldHoldMessagesWhileTheStoreIsDown() {
        List<String> news = new CopyOnWriteArrayList<>();
        start(handling(message -> handled.add(message.value())).listener(new SubscriberListener() {
            @Override
            public void storeFailed(Throwable cause) {
                news.add("down");
            }

            @Override
            public void storeRecovered() {
                news.add("up");
            }
        }));
        store.breakDown("claim");

        link.deliver("a/1", "x");
        link.deliver("a/2", "y");

        await().atMost(SOON).until(() -> news.contains("down"));
        assertThat(link.acknowledged).isEmpty();
        store.mend();
        acknowledged("x", "y");
        assertThat(news).containsExactly("down", "up");
    }

    @Test
    void shouldHoldWhatCannotBecomeADeadLetter() {
        List<DeadLetter> refused = new CopyOnWriteArrayList<>();
        start(handling(message -> {
                    throw new PermanentFailure("no");
                })
                .listener(new SubscriberListener() {
                    @Override
                    public void deadLetterRefused(DeadLetter letter, Throwable cause) {
                        refused.add(letter);
                    }
                }));
        link.refuse(new IllegalStateException("not authorised"));

        link.deliver("a/1", "bad");

        await().atMost(SOON).until(() -> !refused.isEmpty());
        assertThat(link.acknowledged).isEmpty();
        link.refuse(null);
        acknowledged("bad");
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldHandDeadLettersToTheUsersHandler() {
        List<DeadLetter> letters = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        start(handling(message -> {
                    throw new PermanentFailure("no");
                })
                .deadLetters(letter -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("the ticket system is down");
                    }
                    letters.add(letter);
                }));

        link.deliver("a/1", "bad");
        link.deliverRaw("a/2", "garbage", "no JSON");

        acknowledged("bad", "garbage");
        assertThat(letters).hasSize(2);
        assertThat(letters).anySatisfy(letter -> {
            assertThat(letter.id()).contains("bad");
            assertThat(letter.reason()).isEqualTo("PermanentFailure: no");
            assertThat(letter).hasToString("DeadLetter[bad on a/1 after 1: PermanentFailure: no]");
        });
        assertThat(link.published).isEmpty();
    }

    @Test
    void shouldKeepTheOrderOfATopic() {
        start(handling(message -> handled.add(message.value())));

        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.add("m-" + i);
            link.deliver("a/1", "m-" + i);
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(link.acknowledged).isEqualTo(ids));
        assertThat(handled).isEqualTo(ids);
    }

    @Test
    void shouldRunNoMoreHandlersThanAllowed() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        start(handling(message -> {
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
        AtomicInteger begun = new AtomicInteger();
        IdempotentSubscriber running = new SubscriberBuilder(narrow, "c")
                .group("billing")
                .filter(TopicFilter.of("a/#"))
                .payload(String.class)
                .handler(message -> {
                    begun.incrementAndGet();
                    release.await();
                })
                .start();
        for (int i = 0; i < 4; i++) {
            narrow.deliver("a/" + i, "m-" + i);
        }

        await().atMost(SOON).until(() -> begun.get() == 2);
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> begun.get() == 2);
        release.countDown();
        await().atMost(SOON).until(() -> narrow.acknowledged.size() == 4);
        running.close();
    }

    @Test
    void shouldOrderByTheKeyThatIsGiven() {
        List<String> begun = Collections.synchronizedList(new ArrayList<>());
        start(builder()
                .orderedBy(message -> message.value().charAt(0))
                .seenStore((SeenStore) store)
                .handler(message -> {
                    begun.add(message.value());
                    if (message.value().equals("k1")) {
                        release.await();
                    }
                }));

        link.deliver("a/1", "k1");
        link.deliver("a/2", "k2");
        link.deliver("a/1", "z1");

        acknowledged("z1");
        assertThat(begun).as("k2 has another topic and the same key").containsExactlyInAnyOrder("k1", "z1");
        release.countDown();
        acknowledged("k1", "k2", "z1");
    }

    @Test
    void shouldTakeTheTopicAsKeyWhenTheFunctionFails() {
        start(builder()
                .orderedBy(message -> {
                    throw new IllegalStateException("on purpose");
                })
                .seenStore((SeenStore) store)
                .handler(message -> handled.add(message.value())));

        link.deliver("a/1", "x");
        link.deliverRaw("a/1", "garbage", "no JSON");

        acknowledged("x", "garbage");
        assertThat(link.published).hasSize(1);
    }

    @Test
    void shouldSkipWhatIsOlderThanTheLastHandled() {
        List<Message<?>> stale = new CopyOnWriteArrayList<>();
        IdempotentSubscriber running = start(
                handling(message -> handled.add(message.id())).latestWins().listener(new SubscriberListener() {
                    @Override
                    public void stale(Message<?> message) {
                        stale.add(message);
                    }
                }));

        for (String id : List.of("gw:1:1", "gw:1:3", "gw:1:2", "gw:1:4", "gw:1:3")) {
            link.deliver("a/1", id);
        }
        link.deliver("a/2", "gw:1:2");

        await().atMost(SOON).until(() -> link.acknowledged.size() == 6);
        assertThat(handled).containsExactlyInAnyOrder("gw:1:1", "gw:1:3", "gw:1:4", "gw:1:2");
        assertThat(stale).hasSize(2);
        assertThat(running.statistics().stale()).isEqualTo(2);
        assertThat(running.statistics().duplicates()).isZero();
    }

    @Test
    void shouldHandleWhatComesOutOfOrderUnlessToldOtherwise() {
        start(handling(message -> handled.add(message.id())));

        for (String id : List.of("gw:1:9", "gw:1:3", "gw:1:2", "gw:1:4")) {
            link.deliver("a/1", id);
        }

        await().atMost(SOON).until(() -> link.acknowledged.size() == 4);
        assertThat(handled).containsExactly("gw:1:9", "gw:1:3", "gw:1:2", "gw:1:4");
    }

    @Test
    void shouldJoinARedeliveryToTheWorkThatRuns() {
        AtomicInteger runs = new AtomicInteger();
        IdempotentSubscriber running = start(handling(message -> {
            runs.incrementAndGet();
            release.await();
        }));
        link.deliver("a/1", "x");
        await().atMost(SOON).until(() -> runs.get() == 1);

        link.reconnect();
        link.deliver("a/1", "x");
        link.deliver("a/1", "y");
        release.countDown();

        await().atMost(SOON).until(() -> running.statistics().handled() == 2);
        await().atMost(SOON).until(() -> running.statistics().waiting() == 0);
        assertThat(runs).hasValue(2);
        assertThat(running.statistics()).isEqualTo(new SubscriberStatistics(3, 2, 1, 0, 0, 0, 0, 0, 0));
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

        acknowledged("x");
        assertThat(running.statistics()).isEqualTo(new SubscriberStatistics(2, 1, 0, 0, 0, 0, 1, 0, 0));
    }

    @Test
    void shouldTakeNothingIntoWorkWhilePaused() {
        CountDownLatch begun = new CountDownLatch(1);
        IdempotentSubscriber running = start(handling(message -> {
            begun.countDown();
            if (message.value().equals("x")) {
                release.await();
            }
            handled.add(message.value());
        }));
        link.deliver("a/1", "x");
        await().atMost(SOON).until(() -> begun.getCount() == 0);

        running.pause();
        running.pause();
        link.deliver("a/1", "y");
        link.deliver("a/2", "z");
        release.countDown();

        acknowledged("x");
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> handled.equals(List.of("x")));
        running.resume();
        running.resume();
        acknowledged("x", "y", "z");
    }

    @Test
    void shouldFinishWhatRunsWhenClosed() {
        CountDownLatch begun = new CountDownLatch(1);
        IdempotentSubscriber running = start(handling(message -> {
            begun.countDown();
            release.await();
            handled.add(message.value());
        }));
        link.deliver("a/1", "x");
        link.deliver("a/1", "y");
        await().atMost(SOON).until(() -> begun.getCount() == 0);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(running::close);
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> !closing.isDone());

        release.countDown();

        assertThat(closing).succeedsWithin(SOON);
        assertThat(link.acknowledged).containsExactly("x");
        assertThat(handled).containsExactly("x");
        assertThat(claim("y")).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void shouldInterruptAndNotAcknowledgeWhatDoesNotFinishWhenClosed() {
        CountDownLatch begun = new CountDownLatch(1);
        IdempotentSubscriber running = start(handling(message -> {
                    begun.countDown();
                    release.await();
                })
                .attempts(1)
                .closeTimeout(Duration.ofMillis(500)));
        link.deliver("a/1", "x");
        await().atMost(SOON).until(() -> begun.getCount() == 0);

        running.close();

        assertThat(link.acknowledged).isEmpty();
        assertThat(link.published).as("an interrupt at the end is no judgement").isEmpty();
        assertThat(claim("x")).as("given back").isInstanceOf(Claim.Granted.class);
    }

    @Test
    void shouldGiveClaimsBackWhenHandlersDoNotHeedTheEnd() {
        CountDownLatch begun = new CountDownLatch(1);
        IdempotentSubscriber running = start(handling(message -> {
                    begun.countDown();
                    hang(release);
                })
                .closeTimeout(Duration.ofMillis(200)));
        link.deliver("a/1", "x");
        await().atMost(SOON).until(() -> begun.getCount() == 0);

        running.close();

        assertThat(claim("x")).isInstanceOf(Claim.Granted.class);
        release.countDown();
        await().during(Duration.ofMillis(100)).atMost(SOON).until(link.acknowledged::isEmpty);
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
        start(handling(message -> names.add(Thread.currentThread().getName())).executor(moody));

        link.deliver("a/1", "x");
        link.deliver("a/2", "y");

        acknowledged("x", "y");
        assertThat(names).containsOnly("mine");
        threads.shutdown();
    }

    @Test
    void shouldUseVirtualThreadsWhereTheyDoNoHarm() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        start(handling(message -> threads.add(Thread.currentThread())));

        link.deliver("a/1", "x");

        acknowledged("x");
        boolean expected = Runtime.version().feature() >= 24;
        boolean virtual =
                expected && (Boolean) Thread.class.getMethod("isVirtual").invoke(threads.get(0));
        assertThat(virtual).isEqualTo(expected);
        assertThat(threads.get(0).getName()).startsWith("latido-billing-");
    }

    @Test
    void shouldShareTheFiltersWithOthers() {
        subscriber = new SubscriberBuilder(link, "c")
                .group("billing")
                .filter(TopicFilter.of("a/#"))
                .filter(TopicFilter.of("b/+"))
                .sharedGroup("workers")
                .payload(String.class)
                .handler(message -> {})
                .start();

        assertThat(link.subscribed().stream().map(Object::toString))
                .containsExactly("$share/workers/a/#", "$share/workers/b/+");
    }

    @Test
    void shouldTellListenersAndSurviveThem() {
        List<String> news = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        start(handling(message -> {
                    if (message.value().equals("bad")) {
                        throw new PermanentFailure("no");
                    }
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                })
                .listener(new SubscriberListener() {})
                .listener(new SubscriberListener() {
                    @Override
                    public void handled(Message<?> message, Duration took) {
                        news.add("handled " + message.id() + (took.isNegative() ? " before it began" : ""));
                        throw new IllegalStateException("a listener's bug");
                    }

                    @Override
                    public void duplicate(Message<?> message) {
                        news.add("duplicate " + message.id());
                    }

                    @Override
                    public void failed(Message<?> message, Throwable cause, Duration pause) {
                        news.add("failed " + message.id() + " " + message.attempt() + " " + cause.getMessage());
                    }

                    @Override
                    public void deadLettered(DeadLetter letter) {
                        news.add("dead " + letter.id().orElse("none"));
                    }
                }));

        link.deliver("a/1", "x");
        link.deliver("a/1", "x");
        link.deliver("a/1", "bad");

        acknowledged("x", "x", "bad");
        assertThat(news).containsExactly("failed x 1 not yet", "handled x", "duplicate x", "dead bad");
    }

    // --- asynchronous handlers ---

    @Test
    void shouldHoldNoThreadWhileAStageIsOpen() {
        List<CompletableFuture<Void>> stages = new CopyOnWriteArrayList<>();
        ExecutorService one = Executors.newSingleThreadExecutor();
        start(builder()
                .seenStore((SeenStore) store)
                .asyncHandler(message -> {
                    CompletableFuture<Void> stage = new CompletableFuture<>();
                    stages.add(stage);
                    return stage;
                })
                .executor(one)
                .concurrency(3));

        for (int i = 0; i < 5; i++) {
            link.deliver("a/" + i, "m-" + i);
        }

        await().atMost(SOON).until(() -> stages.size() == 3);
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> stages.size() == 3);
        stages.get(1).complete(null);
        await().atMost(SOON).until(() -> stages.size() == 4);
        acknowledged("m-1");
        await().atMost(SOON).until(() -> {
            stages.forEach(stage -> stage.complete(null));
            return link.acknowledged.size() == 5;
        });
        one.shutdown();
    }

    @Test
    void shouldKeepTheOrderOfATopicWhileAStageIsOpen() {
        List<String> begun = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> first = new CompletableFuture<>();
        start(builder().seenStore((SeenStore) store).asyncHandler(message -> {
            begun.add(message.value());
            return message.value().equals("x") ? first : CompletableFuture.completedFuture(null);
        }));

        link.deliver("a/1", "x");
        link.deliver("a/1", "y");

        await().atMost(SOON).until(() -> begun.size() == 1);
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> begun.size() == 1);
        first.complete(null);
        acknowledged("x", "y");
        assertThat(begun).containsExactly("x", "y");
    }

    @Test
    void shouldRetryAndGiveUpWhenStagesFail() {
        AtomicInteger calls = new AtomicInteger();
        start(builder()
                .seenStore((SeenStore) store)
                .asyncHandler(message -> switch (message.value()) {
                    case "throws" -> throw new PermanentFailure("at once");
                    case "fails" ->
                        CompletableFuture.supplyAsync(() -> {
                            throw new PermanentFailure("later");
                        });
                    default ->
                        calls.incrementAndGet() < 3
                                ? CompletableFuture.failedFuture(new IllegalStateException("not yet"))
                                : CompletableFuture.completedFuture(null);
                })
                .backoff(QUICK));

        link.deliver("a/1", "throws");
        link.deliver("a/2", "fails");
        link.deliver("a/3", "recovers");

        acknowledged("throws", "fails", "recovers");
        assertThat(calls).hasValue(3);
        assertThat(link.published)
                .extracting(letter -> letter.properties().get("latido-reason"))
                .containsExactlyInAnyOrder("PermanentFailure: at once", "PermanentFailure: later");
    }

    @Test
    void shouldCancelAStageWhenThePatienceIsOver() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        start(builder()
                .seenStore((SeenStore) store)
                .asyncHandler(message -> message.value().equals("stuck") ? never : CompletableFuture.completedFuture(1))
                .concurrency(1)
                .patience(Duration.ofMillis(200)));

        link.deliver("a/1", "stuck");
        link.deliver("a/1", "behind");

        acknowledged("stuck", "behind");
        assertThat(never).isCancelled();
        assertThat(claim("stuck")).isEqualTo(new Claim.Dead());
    }

    @Test
    void shouldCountAsAFailureWhenTheHandlerReturnsNoStage() {
        start(builder()
                .seenStore((SeenStore) store)
                .asyncHandler(message -> nothing())
                .attempts(1));

        link.deliver("a/1", "x");

        acknowledged("x");
        assertThat(link.published).hasSize(1);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
