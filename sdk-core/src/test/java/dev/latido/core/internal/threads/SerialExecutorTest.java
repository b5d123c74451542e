package dev.latido.core.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final SerialExecutor executor = new SerialExecutor(pool::add);
    private final List<String> ran = new ArrayList<>();

    private void runPool() {
        for (Runnable task = pool.poll(); task != null; task = pool.poll()) {
            task.run();
        }
    }

    @Test
    void shouldRunTasksInOrderOnThePool() {
        executor.execute(() -> ran.add("a"));
        executor.execute(() -> ran.add("b"));
        assertThat(ran).isEmpty();
        assertThat(pool).hasSize(1);

        runPool();

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void shouldRunATaskThatATaskAdds() {
        executor.execute(() -> {
            executor.execute(() -> ran.add("b"));
            ran.add("a");
        });

        runPool();

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void shouldAskThePoolAgainWhenItHadRunDry() {
        executor.execute(() -> ran.add("a"));
        runPool();

        executor.execute(() -> ran.add("b"));
        runPool();

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void shouldRunTheNextTaskWhenOneThrows() {
        executor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        executor.execute(() -> {
            throw new AssertionError("on purpose");
        });
        executor.execute(() -> ran.add("c"));

        runPool();

        assertThat(ran).containsExactly("c");
    }

    @Test
    void shouldTellTheCallerAndGoOnWhenThePoolRejects() {
        AtomicBoolean rejecting = new AtomicBoolean(true);
        SerialExecutor choosy = new SerialExecutor(task -> {
            if (rejecting.get()) {
                throw new RejectedExecutionException("on purpose");
            }
            task.run();
        });

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> choosy.execute(() -> ran.add("a")));
        rejecting.set(false);
        choosy.execute(() -> ran.add("b"));

        assertThat(ran).containsExactly("b");
    }

    @Test
    void shouldRunOneAtATimeAndInOrderWhenManyThreadsShareThePool() throws InterruptedException {
        int producers = 4;
        int tasks = 2_000;
        ExecutorService threads = Executors.newFixedThreadPool(2 * producers);
        try {
            SerialExecutor serial = new SerialExecutor(threads);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger overlaps = new AtomicInteger();
            List<List<Integer>> seen = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(producers * tasks);
            for (int producer = 0; producer < producers; producer++) {
                List<Integer> own = new ArrayList<>();
                seen.add(own);
                threads.execute(() -> {
                    for (int i = 0; i < tasks; i++) {
                        int number = i;
                        serial.execute(() -> {
                            if (running.incrementAndGet() > 1) {
                                overlaps.incrementAndGet();
                            }
                            own.add(number);
                            running.decrementAndGet();
                            done.countDown();
                        });
                    }
                });
            }

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(overlaps).hasValue(0);
            assertThat(seen).allSatisfy(own -> assertThat(own).hasSize(tasks).isSorted());
        } finally {
            threads.shutdownNow();
        }
    }
}
