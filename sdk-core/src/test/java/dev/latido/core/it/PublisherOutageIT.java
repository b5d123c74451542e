package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.MemoryOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Overflow;
import dev.latido.core.PublisherListener;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import dev.latido.testkit.proxy.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** 5,000 messages a second into an outage: ten minutes of it with {@code -Pproof}, else seconds. */
class PublisherOutageIT {

    private static final int SECONDS = Boolean.getBoolean("latido.proof") ? 600 : 6;
    private static final int RATE = 5_000;
    private static final int MEBIBYTE = 1 << 20;

    @Test
    @WithBroker
    void shouldKeepItsHeapWithinTheBoundDuringAnOutage(EmbeddedBroker broker) {
        LongAdder dropped = new LongAdder();
        PublisherListener counting = new PublisherListener() {
            @Override
            public void dropped(OutboxMessage message) {
                dropped.increment();
            }
        };
        try (MqttProbe probe = MqttProbe.on(broker, "acme/#");
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start()) {
            network.refuse();
            try (MqttConnection connection =
                            Fleet.service(network.uri(), "gw-a72f").start();
                    ResilientPublisher publisher = ResilientPublisher.builder(connection)
                            .overflow(Overflow.DROP_OLDEST)
                            .listener(counting)
                            .build()) {
                List<Long> heap = offer(publisher);

                System.out.println(
                        "outage of " + SECONDS + " s at " + RATE + " msg/s: " + dropped.sum() + " dropped, heap in MiB "
                                + heap.stream().map(used -> used / MEBIBYTE).toList());
                assertThat(publisher.backlog().messages()).isEqualTo(MemoryOutbox.DEFAULT_MESSAGES);
                assertThat(dropped.sum()).isEqualTo((long) SECONDS * RATE - MemoryOutbox.DEFAULT_MESSAGES);
                assertThat(heap.get(heap.size() - 1) - heap.get(0))
                        .as("growth since the outbox was full")
                        .isLessThan(8L * MEBIBYTE);

                network.accept();
                assertThat(publisher.drain(Duration.ofMinutes(1))).isTrue();
                assertThat(probe.await("acme/#", MemoryOutbox.DEFAULT_MESSAGES, Fleet.SOON))
                        .hasSize(MemoryOutbox.DEFAULT_MESSAGES)
                        .last()
                        .returns(SECONDS * RATE - 1, message -> value(message));
            }
        }
    }

    private static int value(ProbedMessage message) {
        return message.value(Integer.class).orElseThrow();
    }

    /** The heap in use after a collection: when the outbox is full for the first time, then ten times until the end. */
    private static List<Long> offer(ResilientPublisher publisher) {
        List<Long> heap = new ArrayList<>();
        long start = System.nanoTime();
        int total = SECONDS * RATE;
        int full = MemoryOutbox.DEFAULT_MESSAGES;
        int step = (total - full) / 10;
        for (int i = 0; i < total; i++) {
            long due = start + i * (TimeUnit.SECONDS.toNanos(1) / RATE);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            publisher.publish(Fleet.TEMPERATURE, i);
            if (i >= full && (i - full) % step == 0) {
                heap.add(usedHeap());
            }
        }
        heap.add(usedHeap());
        return heap;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
