package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final CellResult HELD =
            SampleReport.cell("hivemq/postgres/single", 1).build();
    private static final CellResult CONTROL =
            SampleReport.cell("control/bare-client", 2).control().lost(5).build();

    @Test
    void shouldSayThatAllInvariantsHeld() {
        CellResult admitted =
                SampleReport.cell("hivemq/memory/single", 3).admitting("extra").build();

        String sentence = sentence(List.of(HELD, admitted, CONTROL), List.of());

        assertThat(sentence)
                .startsWith("All invariants held in 2 cells, 1 of them within what was admitted beforehand, over 8,812 "
                        + "messages and ")
                .endsWith(" faults; the control showed its losses.");
    }

    @Test
    void shouldNameTheCellsThatBroke() {
        assertThat(sentence(List.of(HELD, broken(7), CONTROL), List.of()))
                .isEqualTo("1 of 2 cells broke an invariant: mosquitto/memory/group3; the control showed its losses.");
    }

    @Test
    void shouldNameOnlyTheFirstFewOfMany() {
        List<CellResult> broken =
                IntStream.rangeClosed(1, 7).mapToObj(VerdictTest::broken).toList();

        assertThat(sentence(broken, List.of()))
                .startsWith("7 of 7 cells broke an invariant: mosquitto/memory/group3 #1, ")
                .contains("mosquitto/memory/group3 #5 and 2 more;");
    }

    @Test
    void shouldNameTheBlindControl() {
        CellResult blind = SampleReport.cell("control/naive-seen", 4)
                .control()
                .violations("nothing was lost")
                .build();

        assertThat(sentence(List.of(HELD, CONTROL, blind), List.of()))
                .endsWith("; without the losses a control must show: control/naive-seen.");
        assertThat(verdict(List.of(HELD, CONTROL, blind), List.of()).word()).isEqualTo("failed");
    }

    @Test
    void shouldSayWhatDidNotRun() {
        assertThat(sentence(List.of(HELD), List.of(new NotRun("mosquitto/redis/single", "no Mosquitto"))))
                .endsWith("; no control ran to show that losses would be seen; 1 cell was not run.");
    }

    @Test
    void shouldNotPassWhenNothingRan() {
        Verdict verdict = verdict(List.of(), List.of());

        assertThat(verdict.word()).isEqualTo("failed");
        assertThat(verdict.sentence()).isEqualTo("No cell ran, so nothing was shown.");
    }

    private static CellResult broken(int seed) {
        return SampleReport.cell("mosquitto/memory/group3", seed)
                .lost(2)
                .violations("lost is 2, must be 0")
                .build();
    }

    private static String sentence(List<CellResult> cells, List<NotRun> notRun) {
        return verdict(cells, notRun).sentence();
    }

    private static Verdict verdict(List<CellResult> cells, List<NotRun> notRun) {
        CampaignReport report = SampleReport.report(cells, notRun);
        return new Verdict(report, Entry.of(report));
    }
}
