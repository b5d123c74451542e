package dev.latido.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.campaign.Plan.Strike;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {

    private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);

    private static Plan draw(Cell cell, long seed, Duration lasting, Set<Fault> asked) {
        return Planner.draw(cell, seed, lasting, 100, asked);
    }

    private static Cell cell(String name) {
        return Cells.matching(name).get(0);
    }

    @Test
    void shouldDrawTheSamePlanFromTheSameSeed() {
        Cell cell = cell("hivemq/postgres/group3");

        Plan plan = draw(cell, 5, Duration.ofSeconds(60), ALL);

        assertThat(plan).isEqualTo(draw(cell, 5, Duration.ofSeconds(60), ALL));
        assertThat(plan).isNotEqualTo(draw(cell, 6, Duration.ofSeconds(60), ALL));
    }

    @Test
    void shouldHaveEachFaultOfTheCellWhenThereIsTime() {
        for (Cell cell : Cells.all()) {
            Plan plan = draw(cell, 1, Duration.ofMinutes(3), ALL);

            Set<String> planned = plan.strikes().stream().map(Strike::fault).collect(Collectors.toSet());
            planned.addAll(plan.weather());
            assertThat(planned)
                    .as(cell.name())
                    .isEqualTo(cell.faults().stream().map(Fault::word).collect(Collectors.toSet()));
            assertThat(plan.strikes()).allSatisfy(strike -> {
                assertThat(strike.at()).isLessThan(plan.milliseconds());
                assertThat(strike.target()).isBetween(0, cell.consumers());
            });
        }
    }

    @Test
    void shouldHaveOnlyWhatIsAskedFor() {
        Plan plan = draw(
                cell("hivemq/postgres/single"),
                1,
                Duration.ofSeconds(30),
                EnumSet.of(Fault.CUT, Fault.REORDER, Fault.REDIS_FLUSH));

        assertThat(plan.weather()).containsExactly("reorder");
        assertThat(plan.strikes())
                .isNotEmpty()
                .allMatch(strike -> strike.fault().equals("cut"));
    }

    @Test
    void shouldReadThePlanThatWasWritten(@TempDir Path directory) throws Exception {
        Plan plan = draw(cell("control/naive-seen"), 3, Duration.ofSeconds(20), ALL);
        Path file = directory.resolve("plans").resolve("plan.json");

        plan.write(file);

        assertThat(Plan.read(file)).isEqualTo(plan);
    }

    @Test
    void shouldRefuseWhatIsNoPlan(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("plan.json"), "{\"cell\":1");

        assertThatThrownBy(() -> Plan.read(file)).isInstanceOf(IllegalArgumentException.class);
    }
}
