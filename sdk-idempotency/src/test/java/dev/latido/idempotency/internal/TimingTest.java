package dev.latido.idempotency.internal;

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
}
