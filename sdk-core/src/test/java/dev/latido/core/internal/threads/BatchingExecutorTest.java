package dev.latido.core.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingExecutorTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));

    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    @Test
    void shouldRunEveryTaskOnceWhenManyThreadsHandThemIn() {
        BatchingExecutor relay = new BatchingExecutor(pool, 2);
        AtomicInteger ran = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();

        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    relay.execute(ran::incrementAndGet);
                }
            });
            threads.add(thread);
            thread.start();
        }

        await().atMost(SOON).until(() -> threads.stream().noneMatch(Thread::isAlive) && ran.get() == 80_000);
    }

    @Test
    void shouldGoOnWhenATaskBlocks() throws InterruptedException {
        BatchingExecutor relay = new BatchingExecutor(pool, 2);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);

        relay.execute(() -> {
            awaitQuietly(second);
            first.countDown();
        });
        relay.execute(second::countDown);

        assertThat(first.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldGoOnWhenATaskFails() {
        Queue<Runnable> turns = new ArrayDeque<>();
        BatchingExecutor relay = new BatchingExecutor(turns::add, 1);
        AtomicInteger ran = new AtomicInteger();

        relay.execute(() -> {
            throw new IllegalStateException("planned failure of a task");
        });
        relay.execute(ran::incrementAndGet);
        turns.remove().run();

        assertThat(ran).hasValue(1);
        assertThat(turns).isEmpty();
    }

    @Test
    void shouldLetOthersOfThePoolHaveTheirTurn() {
        Queue<Runnable> turns = new ArrayDeque<>();
        BatchingExecutor relay = new BatchingExecutor(turns::add, 1);
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            relay.execute(ran::incrementAndGet);
        }
        assertThat(turns).hasSize(1);

        turns.remove().run();
        assertThat(ran.get()).isBetween(1, 999);
        assertThat(turns).as("the next turn is behind the others").hasSize(1);

        while (!turns.isEmpty()) {
            turns.remove().run();
        }
        assertThat(ran).hasValue(1_000);
    }
}
