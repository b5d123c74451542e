package dev.latido.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.campaign.Referee.Findings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvariantsTest {

    private static List<String> violations(String cell, long lost, long unexpected, long extra, String... faults) {
        Map<String, Long> counts = new java.util.HashMap<>();
        for (String fault : faults) {
            counts.merge(fault, 1L, Long::sum);
        }
        Findings findings = new Findings(100, 90, 100, lost, unexpected, extra, 0, Map.of());
        return violations(cell, new Drain.Rest(findings, 0), counts);
    }

    private static List<String> violations(String cell, Drain.Rest rest, Map<String, Long> counts) {
        return Invariants.violations(Cells.matching(cell).get(0), rest, counts, Invariants.IN_FLIGHT);
    }

    @Test
    void shouldAdmitThatMessagesAreHeldBackWhenTheBrokerIsKilledOnly() {
        Drain.Rest heldBack = new Drain.Rest(new Findings(100, 90, 100, 0, 0, 0, 0, Map.of()), 7);

        assertThat(violations("hivemq-container/postgres/group3/kill", heldBack, Map.of("broker-kill", 1L)))
                .isEmpty();
        assertThat(violations("hivemq/postgres/group3", heldBack, Map.of("pause", 1L)))
                .hasSize(1);
    }

    @Test
    void shouldAdmitNothingInATransaction() {
        assertThat(violations("mosquitto/postgres/group3", 0, 0, 0, "pause")).isEmpty();
        assertThat(violations("mosquitto/postgres/group3", 1, 0, 0, "pause")).hasSize(1);
        assertThat(violations("mosquitto/postgres/group3", 0, 1, 0, "pause")).hasSize(1);
        assertThat(violations("mosquitto/postgres/group3", 0, 0, 1, "pause")).hasSize(1);
    }

    @Test
    void shouldAdmitWithRedisWhatWasInWork() {
        assertThat(violations("hivemq/redis/group3", 0, 0, 8, "pause", "kill-after-effect"))
                .isEmpty();
        assertThat(violations("hivemq/redis/group3", 0, 0, 9, "pause", "kill-after-effect"))
                .hasSize(1);
        assertThat(violations("hivemq/redis/group3", 0, 0, 24, "redis-restart", "database-restart"))
                .isEmpty();
        assertThat(violations("hivemq/redis/group3", 0, 0, 25, "redis-restart", "database-restart"))
                .hasSize(1);
        assertThat(violations("hivemq/redis/group3", 0, 0, 1)).hasSize(1);
        assertThat(violations("hivemq/redis/group3", 1, 0, 0, "pause")).hasSize(1);
    }

    @Test
    void shouldAdmitNothingInTheMemoryOfAProcessThatLives() {
        assertThat(violations("hivemq/memory/single", 0, 0, 1, "cut")).hasSize(1);
        assertThat(violations("hivemq/memory/single/kill", 0, 0, 1_000, "kill-after-effect"))
                .isEmpty();
    }

    @Test
    void shouldAdmitALossWhenTheBrokerIsKilledButNeverARepetition() {
        assertThat(violations("mosquitto/postgres/group3/kill", 5, 0, 0, "broker-kill"))
                .isEmpty();
        assertThat(violations("mosquitto/postgres/group3/kill", 0, 0, 1, "broker-kill"))
                .hasSize(1);
    }

    @Test
    void shouldFindControlsBlindThatShowNothing() {
        assertThat(violations("control/bare-client", 1, 0, 1)).isEmpty();
        assertThat(violations("control/bare-client", 0, 0, 0)).hasSize(2);
        assertThat(violations("control/naive-seen", 1, 0, 0)).isEmpty();
        assertThat(violations("control/naive-seen", 0, 0, 1)).hasSize(1);
    }

    @Test
    void shouldNotTakeSilenceForSuccess() {
        Findings nothing = new Findings(0, 0, 0, 0, 0, 0, 0, Map.of());

        assertThat(violations("hivemq/postgres/single", new Drain.Rest(nothing, 0), Map.of()))
                .containsExactly("nothing was stored");
    }
}
