package dev.latido.idempotency.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimingTest {

    @Test
    void shouldRunAPeriodicTaskAgainAfterItHasThrown() {
        AtomicInteger runs = new AtomicInteger();
        Timing.Maintenance maintenance = Timing.system().maintenance("latido-test-maintenance");
        try {
            maintenance.every(Duration.ofMillis(1), () -> {
                if (runs.incrementAndGet() == 1) {
                    throw new AssertionError("planned");
                }
            });

            await().atMost(Duration.ofSeconds(20)).until(() -> runs.get() > 1);
        } finally {
            maintenance.stop();
        }
    }

    @Test
    void shouldRunNoTimerAfterItsTimersHaveEnded() {
        VirtualTime time = new VirtualTime();
        Timing timing = time.timing().withOwnTimers();
        AtomicInteger runs = new AtomicInteger();
        timing.after(Duration.ofSeconds(1), runs::incrementAndGet);
        timing.after(Duration.ofSeconds(1), runs::incrementAndGet).cancel(false);

        time.pass(Duration.ofSeconds(1));
        assertThat(runs).hasValue(1);
        timing.after(Duration.ofSeconds(1), runs::incrementAndGet);
        timing.endTimers();
        timing.after(Duration.ofSeconds(1), runs::incrementAndGet);
        time.pass(Duration.ofSeconds(2));

        assertThat(runs).hasValue(1);
    }
}
