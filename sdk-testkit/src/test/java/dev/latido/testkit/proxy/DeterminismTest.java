package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.PacketType.PUBLISH;
import static dev.latido.testkit.proxy.Wired.pingreq;
import static dev.latido.testkit.proxy.Wired.pingresp;
import static dev.latido.testkit.proxy.Wired.puback;
import static dev.latido.testkit.proxy.Wired.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DeterminismTest {

    private static final int MESSAGES = 200;
    private static final int CONVERSATIONS = 20;

    /** Without cuts, so that the traffic does not depend on the faults. */
    private static final RandomFaults MIX = RandomFaults.seed(7)
            .with(Packets.of(PUBLISH).toBroker().probability(0.1), Fault.of(FaultAction.DROP))
            .with(Packets.of(PUBLISH).toBroker().probability(0.1), Fault.of(FaultAction.DUPLICATE))
            .redeliver(0.08);

    @Test
    void shouldDecideTheSameWhenTheSeedIsTheSameHoweverConnectionsInterleave() {
        List<String> together = run(proxy -> proxy.random(MIX), true);
        List<String> apart = run(proxy -> proxy.random(MIX), false);

        assertThat(together).hasSizeGreaterThan(50).isEqualTo(apart);
    }

    @Test
    void shouldDecideOtherwiseWhenTheSeedIsAnother() {
        List<String> one = run(proxy -> proxy.random(MIX), false);
        List<String> other = run(proxy -> proxy.random(new RandomFaults(8, MIX.troubles())), false);

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void shouldGiveEachClientItsOwnFate() {
        List<String> log = run(proxy -> proxy.random(MIX), false);

        assertThat(of("gw-1", log)).isNotEmpty().isNotEqualTo(of("gw-2", log));
    }

    @Test
    void shouldActWithAboutTheProbabilityAsked() {
        List<String> log = run(proxy -> proxy.random(MIX), false);

        assertThat(log.stream().filter(line -> line.endsWith(" DROP"))).hasSizeBetween(20, 60);
        assertThat(log.stream().filter(line -> line.endsWith(" REDELIVER_AS_NEW")))
                .hasSizeBetween(15, 50);
    }

    @Test
    void shouldDoTheSameAgainWhenALogIsReplayed(@TempDir Path folder) {
        List<String> first = run(proxy -> proxy.random(MIX), true);
        Path file = folder.resolve("run.faults");
        FaultScript.parse(first).write(file);

        List<String> second = run(proxy -> proxy.replay(FaultScript.read(file)), true);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void shouldEndTheSameConnectionsAtTheSamePacketsWhenALogIsReplayed() {
        RandomFaults breaking =
                RandomFaults.seed(3).loseAckAndCutEvery(10).cutEvery(20L).resetEvery(40L);

        List<String> first = conversations(proxy -> proxy.random(breaking));
        List<String> second = conversations(proxy -> proxy.replay(FaultScript.parse(first)));

        assertThat(first)
                .anyMatch(line -> line.endsWith(" DROP_AND_CUT"))
                .anyMatch(line -> line.endsWith(" CUT_AFTER"))
                .hasSize(CONVERSATIONS);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void shouldCutAgainWhereTheTestHasCutWhenItsLogIsReplayed() {
        List<String> log;
        try (Bench bench = new Bench()) {
            Bench.Ends ends = bench.connect(5, "gw-1");
            for (int id = 1; id <= 3; id++) {
                exchange(ends, id);
            }
            bench.proxy.connection("gw-1").cut();
            bench.connect(5, "gw-1");
            bench.proxy.resetAll();
            log = FaultScript.of(bench.proxy.log()).lines();
        }
        assertThat(log).containsExactly("gw-1 TO_CLIENT PUBACK 3 CUT_AFTER", "gw-1 TO_CLIENT CONNACK 2 RESET_AFTER");

        try (Bench bench = new Bench()) {
            bench.proxy.replay(FaultScript.parse(log.subList(0, 1)));

            Bench.Ends ends = bench.connect(5, "gw-1");
            for (int id = 1; id <= 3; id++) {
                exchange(ends, id);
            }

            ends.client().expectEnd();
            assertThat(FaultScript.of(bench.proxy.log()).lines()).isEqualTo(log.subList(0, 1));
        }
    }

    @Test
    void shouldHaveEverySettingInTheLog() {
        try (Bench bench = new Bench()) {
            FaultProxy proxy = bench.proxy;
            proxy.delay(Direction.TO_BROKER, Duration.ofMillis(200));
            proxy.bandwidth(Direction.TO_CLIENT, 1_000);
            proxy.refuse();
            proxy.accept();
            proxy.target("127.0.0.1", 1884);
            proxy.heal();

            assertThat(proxy.log())
                    .filteredOn(event -> event.action() == FaultAction.SETTING)
                    .extracting(FaultEvent::detail)
                    .containsExactly(
                            "delay TO_BROKER PT0.2S",
                            "bandwidth TO_CLIENT 1000",
                            "refuse",
                            "accept",
                            "target 127.0.0.1:1884",
                            "heal");
        }
    }

    /** A client that comes back each time that its connection ends; what the rules did to it, in order. */
    private static List<String> conversations(Consumer<FaultProxy> trouble) {
        try (Bench bench = new Bench()) {
            trouble.accept(bench.proxy);
            for (int i = 0; i < CONVERSATIONS; i++) {
                talkUntilTheEnd(bench);
            }
            return FaultScript.of(bench.proxy.log()).lines();
        }
    }

    private static void exchange(Bench.Ends ends, int id) {
        ends.client().send(publish(5, "a", 1, id, "x"));
        ends.broker().next();
        ends.broker().send(puback(id));
        ends.client().next();
    }

    @Test
    void shouldUseTheProxysSeedForProbabilities() {
        Consumer<FaultProxy> rule =
                proxy -> proxy.when(Packets.of(PUBLISH).probability(0.2)).drop();

        assertThat(run(rule, false)).isEqualTo(run(rule, false)).isNotEmpty();
    }

    @Test
    void shouldCutAndLoseAcknowledgementsOnRandomOccasions() {
        try (Bench bench = new Bench()) {
            bench.proxy.random(RandomFaults.seed(3)
                    .loseAckAndCutEvery(10)
                    .cutEvery(20)
                    .resetEvery(40)
                    .redeliver(0.1));

            for (int run = 0; run < 40; run++) {
                talkUntilTheEnd(bench);
            }

            assertThat(bench.proxy.counts())
                    .containsKeys(FaultAction.DROP_AND_CUT, FaultAction.CUT_AFTER, FaultAction.RESET_AFTER);
        }
    }

    @Test
    void shouldCutAfterAWhileWhenTroubleComesWithTime() {
        try (Bench bench = new Bench()) {
            bench.proxy.random(RandomFaults.seed(3).cutEvery(Duration.ofMillis(30)));

            talkUntilTheEnd(bench);
            talkUntilTheEnd(bench);

            assertThat(bench.proxy.count(FaultAction.CUT_AFTER)).isEqualTo(2);
            assertThat(FaultScript.of(bench.proxy.log()).steps()).hasSize(2);
        }
    }

    /** Connects and sends one message after the other, each acknowledged, until the proxy ends the connection. */
    private static void talkUntilTheEnd(Bench bench) {
        assertThatThrownBy(() -> {
                    Bench.Ends ends = bench.connect(5, "gw-1");
                    for (int id = 1; id < 65_536; id++) {
                        exchange(ends, id);
                    }
                })
                .isInstanceOf(UncheckedIOException.class);
    }

    /** Two clients and a broker say the same in each run; what the rules did to it, sorted, as the two directions race. */
    private static List<String> run(Consumer<FaultProxy> trouble, boolean interleaved) {
        try (Bench bench = new Bench(builder -> builder.seed(11))) {
            trouble.accept(bench.proxy);
            Bench.Ends one = bench.connect(5, "gw-1");
            Bench.Ends two = bench.connect(4, "gw-2");
            for (int id = 1; id <= MESSAGES; id++) {
                talk(one, 5, id);
                if (interleaved) {
                    talk(two, 4, id);
                }
            }
            for (int id = 1; id <= MESSAGES && !interleaved; id++) {
                talk(two, 4, id);
            }
            settle(one);
            settle(two);
            return FaultScript.of(bench.proxy.log()).lines().stream().sorted().toList();
        }
    }

    private static void talk(Bench.Ends ends, int version, int id) {
        ends.client().send(publish(version, "a", 1, id, "up"));
        ends.broker().send(publish(version, "a", 1, id, "down"));
    }

    private static void settle(Bench.Ends ends) {
        ends.client().send(pingreq());
        ends.broker().send(pingresp());
        while (ends.broker().next()[0] != pingreq()[0]) {
            // The messages before it.
        }
        while (ends.client().next()[0] != pingresp()[0]) {
            // The messages before it.
        }
    }

    private static List<String> of(String client, List<String> log) {
        return log.stream()
                .filter(line -> line.startsWith(client))
                .map(line -> line.substring(client.length()))
                .toList();
    }
}
