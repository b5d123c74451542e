package dev.latido.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultScriptTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gw-1 TO_CLIENT PUBACK 3 DROP_AND_CUT",
                "~ TO_BROKER CONNECT 1 ANSWER 135",
                "caf%C3%A9+1%0A TO_BROKER PUBLISH 17 HOLD 2",
                "%23x TO_CLIENT PUBLISH 9000000000 DELAY PT0.5S",
                "x TO_CLIENT PUBLISH 1 HOLD_FOR PT1M"
            })
    void shouldReadWhatItWrites(String line) {
        assertThat(FaultScript.parse(List.of(line)).lines()).containsExactly(line);
    }

    @Test
    void shouldSkipCommentsAndBlankLinesAndAllowForColumns() {
        FaultScript script = FaultScript.parse(List.of("# who way what", "", "  gw-1   TO_CLIENT PUBACK   3  drop "));

        assertThat(script.steps())
                .containsExactly(new FaultScript.Step(
                        "gw-1", Direction.TO_CLIENT, PacketType.PUBACK, 3, Fault.of(FaultAction.DROP)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gw-1",
                "gw-1 UP PUBACK 3 DROP",
                "gw-1 TO_CLIENT PUBACK 0 DROP",
                "gw-1 TO_CLIENT PUBACK x DROP",
                "gw-1 TO_CLIENT PUBACK 1 DROP 2",
                "gw-1 TO_CLIENT PUBACK 1 CONNECTED",
                "gw-1 TO_CLIENT PUBACK 1 HOLD",
                "gw-1 TO_CLIENT PUBACK 1 HOLD 0",
                "gw-1 TO_CLIENT PUBACK 1 DELAY 5",
                "gw-1 TO_CLIENT PUBACK 1 ANSWER 256",
                "%zz TO_CLIENT PUBACK 1 DROP"
            })
    void shouldQuoteTheLineThatIsNoStep(String line) {
        assertThatThrownBy(() -> FaultScript.parse(List.of(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line);
    }

    @Test
    void shouldNameTheFileThatCannotBeRead(@TempDir Path folder) {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> FaultScript.read(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing");
    }

    @ParameterizedTest
    @EnumSource(FaultAction.class)
    void shouldTellFaultsFromEvents(FaultAction action) {
        if (action.isFault()) {
            Fault fault = switch (action) {
                case HOLD -> Fault.hold(3);
                case HOLD_FOR -> Fault.holdFor(Duration.ofMillis(1500));
                case DELAY -> Fault.delay(Duration.ofNanos(1));
                case ANSWER -> Fault.answer(255);
                default -> Fault.of(action);
            };
            assertThat(Fault.parse(fault.text())).isEqualTo(fault);
        } else {
            assertThatThrownBy(() -> Fault.of(action)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HOLD", "HOLD_FOR", "DELAY", "ANSWER"})
    void shouldInsistOnAnArgumentWhereOneIsNeeded(FaultAction action) {
        assertThatThrownBy(() -> Fault.of(action))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(action.name());
    }
}
