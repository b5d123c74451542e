package dev.latido.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.topics.Topic;
import dev.latido.topics.TopicRoot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSimulatorPlanTest {

    private static final TopicRoot ACME = TopicRoot.of("acme", 1);

    @Test
    void shouldPlanTheSameWhenTheSeedIsTheSame() {
        List<List<PlannedMessage>> plans = plans(builder().seed(42).plan());
        List<List<PlannedMessage>> again = plans(builder().seed(42).plan());
        List<List<PlannedMessage>> others = plans(builder().seed(43).plan());

        assertThat(again).isEqualTo(plans);
        assertThat(others).doesNotContainAnyElementsOf(plans);
        assertThat(plans).doesNotHaveDuplicates();
    }

    /** On every JDK: what a team writes down of a run must be there again after an update. */
    @Test
    void shouldPlanTheSameOnEveryMachine() {
        SimulatedDevice device = builder().seed(42).plan().get(0);

        assertThat(device.clientId()).isEqualTo("sim-2a-001");
        assertThat(device.topics())
                .hasToString("[acme/v1/evt/plant-3/west/sim-2a-001/temp, acme/v1/evt/plant-3/west/sim-2a-001/hum]");
        assertThat(device.plan(6).stream().map(PlannedMessage::value))
                .containsExactly(96.2, 82.4, 94.9, 80.7, 92.5, 79.4);
    }

    @Test
    void shouldKeepTheBeginningOfAPlanWhenAskedForMore() {
        SimulatedDevice device = builder().plan().get(0);

        assertThat(device.plan(1_000)).startsWith(device.plan(10).toArray(new PlannedMessage[0]));
    }

    @Test
    void shouldStayWithinTheSignalAndItsDigits() {
        SimulatedDevice device = builder()
                .measure("temp", Signal.between(-5, 5).decimals(2))
                .plan()
                .get(0);
        Topic temperature = device.topics().get(0);

        assertThat(device.plan(10_000))
                .filteredOn(message -> message.topic().equals(temperature))
                .extracting(PlannedMessage::value)
                .allSatisfy(value -> {
                    assertThat(value).isBetween(-5.0, 5.0);
                    assertThat(value).hasToString(String.valueOf(Math.rint(value * 100) / 100));
                })
                .anyMatch(value -> value < -1)
                .anyMatch(value -> value > 1);
    }

    @Test
    void shouldPauseAboutAnIntervalBetweenRoundsWhenSteady() {
        List<PlannedMessage> plan = builder()
                .behaviour(Behaviour.steady())
                .interval(Duration.ofSeconds(10))
                .jitter(0.2)
                .plan()
                .get(0)
                .plan(1_000);

        List<PlannedMessage> later = plan.subList(2, plan.size());
        for (int i = 0; i < later.size(); i++) {
            Duration pause = later.get(i).pause();
            if (i % 2 == 1) {
                assertThat(pause).isZero();
            } else {
                assertThat(pause).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
            }
        }
        assertThat(plan).noneMatch(PlannedMessage::dropsOff);
    }

    @Test
    void shouldHaveGapsBurstsStuckValuesAndDropOffsWhenRealistic() {
        SimulatedDevice device = DeviceSimulator.builder("mqtt://localhost")
                .root(ACME)
                .interval(Duration.ofSeconds(1))
                .plan()
                .get(0);

        List<PlannedMessage> plan = device.plan(10_000);

        assertThat(plan).anyMatch(message -> message.pause().compareTo(Duration.ofSeconds(5)) > 0);
        assertThat(plan).anyMatch(message -> message.pause().isZero());
        assertThat(plan).filteredOn(PlannedMessage::dropsOff).hasSizeBetween(20, 100);
        assertThat(longestRepetition(plan)).isGreaterThan(4);
    }

    @Test
    void shouldNeedARoot() {
        assertThatIllegalStateException()
                .isThrownBy(DeviceSimulator.builder("mqtt://localhost")::plan)
                .withMessageContaining("root");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void shouldRefuseAChanceThatIsNone(double chance) {
        assertThatIllegalArgumentException().isThrownBy(() -> Behaviour.steady().gap(chance));
        assertThatIllegalArgumentException().isThrownBy(() -> Behaviour.steady().burst(chance));
        assertThatIllegalArgumentException().isThrownBy(() -> Behaviour.steady().stuck(chance));
        assertThatIllegalArgumentException().isThrownBy(() -> Behaviour.steady().dropOff(chance));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().jitter(chance));
    }

    @Test
    void shouldRefuseBadSettings() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().devices(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().devices(10_001));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().interval(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().interval(Duration.ofDays(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().name("Sim"));
        assertThatIllegalArgumentException().isThrownBy(() -> Signal.between(1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Signal.DEFAULT.decimals(10));
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseNull() {
        assertThatNullPointerException().isThrownBy(() -> builder().root(null)).withMessage("root must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder().measure("temp", null))
                .withMessage("signal must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder().behaviour(null))
                .withMessage("behaviour must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder().connection(null))
                .withMessage("settings must not be null");
    }

    private static DeviceSimulator.Builder builder() {
        return DeviceSimulator.builder("mqtt://localhost").root(ACME).devices(5).measures("temp", "hum");
    }

    private static List<List<PlannedMessage>> plans(List<SimulatedDevice> devices) {
        return devices.stream().map(device -> device.plan(200)).toList();
    }

    private static int longestRepetition(List<PlannedMessage> plan) {
        int longest = 1;
        int current = 1;
        for (int i = 1; i < plan.size(); i++) {
            current = plan.get(i).value() == plan.get(i - 1).value() ? current + 1 : 1;
            longest = Math.max(longest, current);
        }
        return longest;
    }
}
