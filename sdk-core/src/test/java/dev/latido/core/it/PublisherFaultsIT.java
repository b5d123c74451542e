package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.testkit.BrokerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Acknowledged means delivered, in order on each topic, whatever the network and the broker do: connections reset before
 * and after the broker has a message, acknowledgements lost, withheld or saying "not now", half-open connections, the
 * session forgotten, the broker restarted, receive maxima of 1, 20 and 65,535. With {@code -Pproof} at least 100,000
 * messages, 200 faults and 20 seeds; else a few seeds.
 */
class PublisherFaultsIT {

    private static final boolean PROOF = Boolean.getBoolean("latido.proof");
    private static final int SEEDS = PROOF ? 12 : 3;
    private static final int MESSAGES = PROOF ? 6_000 : 500;
    private static final int AT_A_TIME = 3;
    private static final int[] RECEIVE_MAXIMUM = {65_535, 20, 1};

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldDeliverInOrderWhateverIsAcknowledged(BrokerKind kind) throws Exception {
        List<PublisherFaultRun.Result> results = new ArrayList<>();
        ExecutorService runs = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Callable<PublisherFaultRun.Result>> seeds = new ArrayList<>();
            for (int seed = 1; seed <= SEEDS; seed++) {
                PublisherFaultRun run = new PublisherFaultRun(
                        kind,
                        (kind == BrokerKind.EMBEDDED ? 0 : 100) + seed,
                        MESSAGES,
                        RECEIVE_MAXIMUM[seed % RECEIVE_MAXIMUM.length],
                        seed % 2 == 0);
                seeds.add(() -> run(run));
            }
            for (Future<PublisherFaultRun.Result> result : runs.invokeAll(seeds)) {
                results.add(result.get());
            }
        } finally {
            runs.shutdownNow();
        }

        PublisherFaultRun.Result all =
                results.stream().reduce(PublisherFaultRun.Result::plus).orElseThrow();
        System.out.println(kind + ", " + SEEDS + " seeds: " + all);
        assertThat(all.messages()).isEqualTo(SEEDS * MESSAGES);
        assertThat(all.faults()).isGreaterThanOrEqualTo(PROOF ? 100 : SEEDS);
        assertThat(all.sentAgain()).isPositive();
    }

    private static PublisherFaultRun.Result run(PublisherFaultRun run) {
        PublisherFaultRun.Result result = run.run();
        System.out.println(run + ": " + result);
        return result;
    }
}
