package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.Wired.connect;
import static dev.latido.testkit.proxy.Wired.pingreq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NoiseIT {

    private static final int CONNECTIONS = 300;

    @Test
    void shouldEndEveryNoisyConnectionAndServeTheNextOne() {
        try (Bench bench = new Bench(builder -> builder.maxPacketSize(10_000))) {
            for (int seed = 0; seed < CONNECTIONS; seed++) {
                Random random = new Random(seed);
                byte[] noise = new byte[1 + random.nextInt(3_000)];
                random.nextBytes(noise);
                Bench.Ends ends = bench.dial();

                if (random.nextBoolean()) {
                    ends.client().send(connect(random.nextBoolean() ? 5 : 4, "noisy"));
                }
                ends.client().send(noise).finish();

                ends.client().readToTheEnd();
                ends.broker().readToTheEnd();
            }

            Bench.Ends ends = bench.connect(5, "gw-1");
            ends.client().send(pingreq());
            ends.broker().expect(pingreq());
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> bench.proxy.connection("noisy").connections() == 0);
            assertThat(bench.proxy.count(FaultAction.MALFORMED)).isGreaterThan(CONNECTIONS / 2);
        }
    }
}
