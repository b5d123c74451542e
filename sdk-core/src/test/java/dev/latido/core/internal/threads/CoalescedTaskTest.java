package dev.latido.core.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CoalescedTaskTest {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 30));

    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void shouldRunOnceMoreHoweverOftenItIsAskedMeanwhile() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        CoalescedTask rounds = new CoalescedTask(SdkThreads.shared(), () -> {
            if (runs.incrementAndGet() == 1) {
                first.countDown();
                try {
                    asked.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });

        rounds.ask();
        first.await();
        for (int i = 0; i < 10; i++) {
            rounds.ask();
        }
        asked.countDown();

        await().atMost(SOON).until(() -> runs.get() == 2);
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> runs.get() == 2);
    }

    @Test
    void shouldGoOnWhenARoundFails() {
        CoalescedTask rounds = new CoalescedTask(SdkThreads.shared(), () -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("planned failure of a round");
            }
        });

        rounds.ask();
        await().atMost(SOON).until(() -> runs.get() == 1);
        rounds.ask();

        await().atMost(SOON).until(() -> runs.get() == 2);
    }

    @Test
    void shouldComeAgainWhenARoundAsksForTheNext() {
        CompletableFuture<CoalescedTask> self = new CompletableFuture<>();
        CoalescedTask rounds = new CoalescedTask(SdkThreads.shared(), () -> {
            if (runs.incrementAndGet() < 2_000) {
                self.join().askIn(1_000);
            }
        });
        self.complete(rounds);

        rounds.ask();

        await().atMost(SOON).until(() -> runs.get() == 2_000);
    }

    @Test
    void shouldComeAtTheEarliestOfTheTimesItWasAskedFor() {
        CoalescedTask rounds = new CoalescedTask(SdkThreads.shared(), runs::incrementAndGet);

        rounds.askIn(TimeUnit.HOURS.toNanos(1));
        rounds.askIn(TimeUnit.MILLISECONDS.toNanos(1));
        rounds.askIn(TimeUnit.HOURS.toNanos(2));

        await().atMost(SOON).until(() -> runs.get() == 1);
        assertThat(runs).hasValue(1);
    }
}
