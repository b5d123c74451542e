package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.Wired.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ForwardingUnderLoadIT {

    private static final int MESSAGES = 200_000;
    private static final int BATCH = 100;

    @Test
    void shouldForwardEverySmallMessageWhenRulesAreInForce() {
        try (Bench bench = new Bench()) {
            bench.proxy.when(Packets.of(PacketType.PUBLISH).topic("other/#")).drop();
            bench.proxy.random(RandomFaults.seed(1).redeliver(0).cutEvery(Long.MAX_VALUE));
            Bench.Ends ends = bench.connect(5, "gw-1");
            byte[] message = publish(5, "acme/v1/evt/planta-1/norte/gw-a72f/temp", 0, 0, "21.5");
            byte[][] batch = new byte[BATCH][];
            Arrays.fill(batch, message);

            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < MESSAGES / BATCH; i++) {
                    ends.client().send(batch);
                }
            });
            ends.broker().skip((long) MESSAGES * message.length);

            assertThat(sender).succeedsWithin(Duration.ofSeconds(60));
        }
    }
}
