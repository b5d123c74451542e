package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.Wired.pingreq;
import static dev.latido.testkit.proxy.Wired.pingresp;
import static dev.latido.testkit.proxy.Wired.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PaceTest {

    private final Bench bench = new Bench();
    private final FaultProxy proxy = bench.proxy;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldTakeAtLeastTheDelayOfEachWay() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        proxy.delay(Direction.TO_BROKER, Duration.ofMillis(200));
        proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(100));
        long start = System.nanoTime();

        ends.client().send(pingreq());
        ends.broker().expect(pingreq());
        long there = System.nanoTime();
        ends.broker().send(pingresp());
        ends.client().expect(pingresp());
        long back = System.nanoTime();

        assertThat(there - start).isGreaterThanOrEqualTo(200_000_000L);
        assertThat(back - there).isGreaterThanOrEqualTo(100_000_000L);
    }

    @Test
    void shouldDelayManyPacketsTogetherAndNotOneAfterTheOther() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        proxy.delay(Direction.TO_BROKER, Duration.ofMillis(200));
        long start = System.nanoTime();

        for (int i = 0; i < 50; i++) {
            ends.client().send(publish(5, "a", 0, 0, "m" + i));
        }
        for (int i = 0; i < 50; i++) {
            ends.broker().expect(publish(5, "a", 0, 0, "m" + i));
        }

        assertThat(System.nanoTime() - start).isBetween(200_000_000L, 5_000_000_000L);
    }

    @Test
    void shouldNotBeFasterThanTheBandwidth() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        proxy.bandwidth(100_000);
        byte[] message = publish(5, "a", 0, 0, "x".repeat(40_000));
        long start = System.nanoTime();

        ends.client().send(message);
        ends.broker().expect(message);
        long there = System.nanoTime();
        proxy.bandwidth(FaultProxy.UNLIMITED);
        byte[] tenSecondsWorth = publish(5, "a", 0, 0, "x".repeat(1_000_000));
        ends.broker().send(tenSecondsWorth);
        ends.client().expect(tenSecondsWorth);

        assertThat(there - start).isBetween(390_000_000L, 5_000_000_000L);
        assertThat(System.nanoTime() - there).isLessThan(5_000_000_000L);
    }

    @Test
    void shouldLimitTheWayToTheClientAlone() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        proxy.bandwidth(Direction.TO_CLIENT, 100_000);
        byte[] message = publish(5, "a", 0, 0, "x".repeat(40_000));
        long start = System.nanoTime();

        ends.broker().send(message);
        ends.client().expect(message);
        long back = System.nanoTime();
        byte[] tenSecondsWorth = publish(5, "a", 0, 0, "x".repeat(1_000_000));
        ends.client().send(tenSecondsWorth);
        ends.broker().expect(tenSecondsWorth);

        assertThat(back - start).isGreaterThanOrEqualTo(390_000_000L);
        assertThat(System.nanoTime() - back).isLessThan(9_000_000_000L);
    }

    @Test
    void shouldPassOnTheEndOfTheConnectionBehindDelayedPackets() {
        Bench.Ends ends = bench.connect(5, "gw-1");
        proxy.delay(Direction.TO_BROKER, Duration.ofMillis(150));

        ends.client().send(publish(5, "a", 0, 0, "last")).close();

        ends.broker().expect(publish(5, "a", 0, 0, "last")).expectEnd();
    }
}
