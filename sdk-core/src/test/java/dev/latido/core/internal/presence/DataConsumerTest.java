package dev.latido.core.internal.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Presence;
import dev.latido.core.Presence.Status;
import dev.latido.core.internal.link.ConnectionLink.Standing;
import dev.latido.core.internal.link.ReceivedMessages;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DataConsumerTest {

    private static final Topic DATA = Topic.unchecked("acme/v1/evt/planta-1/norte/gw-1/temp");
    private static final Topic DEVICE = Topic.unchecked("acme/v1/state/planta-1/norte/gw-1/presence");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Standing SESSION = new Standing(NOW.minusSeconds(3_600), false);

    private final SilenceDetector silences = new SilenceDetector(3, Duration.ofSeconds(10));
    private final PresenceBoard board = new PresenceBoard(
            TopicFilter.of("acme/v1/state/+/+/+/presence"),
            List.of(),
            silences,
            () -> SESSION,
            Clock.fixed(NOW, ZoneOffset.UTC),
            () -> NOW,
            SdkThreads.shared());
    private final AtomicInteger acknowledged = new AtomicInteger();

    private DataConsumer ear(Function<Topic, Optional<Topic>> presenceOf) {
        return new DataConsumer(TopicFilter.of("acme/v1/evt/#"), presenceOf, board);
    }

    private void hear(DataConsumer ear) {
        ear.delivered(ReceivedMessages.message(DATA, "21.3", acknowledged::incrementAndGet));
    }

    private Status statusOfASilentDevice() {
        return board.board().get(0).status();
    }

    /** By a device that sends every ten seconds and has not for an hour. */
    private void haveASilentDevice() {
        board.heardOf(DEVICE, new PresencePayload(Status.ONLINE, "b1", null));
        for (int i = 5; i > 0; i--) {
            silences.heard(DEVICE, NOW.minusSeconds(3_000 + 10 * i), SESSION);
        }
        board.findSilent();
        assertThat(board.board()).extracting(Presence::status).containsExactly(Status.SILENT);
    }

    @Test
    void shouldHearADeviceInItsData() {
        haveASilentDevice();

        hear(ear(DeviceTopics::presenceOf));

        assertThat(statusOfASilentDevice()).isEqualTo(Status.ONLINE);
        assertThat(acknowledged).hasValue(1);
    }

    @Test
    void shouldHearNothingInDataOfNobody() {
        haveASilentDevice();

        hear(ear(topic -> Optional.empty()));

        assertThat(statusOfASilentDevice()).isEqualTo(Status.SILENT);
        assertThat(acknowledged).hasValue(1);
    }

    @Test
    void shouldAcknowledgeWhenTheFunctionFails() {
        hear(ear(topic -> {
            throw new IllegalStateException("on purpose");
        }));

        assertThat(acknowledged).hasValue(1);
    }

    @Test
    void shouldListenToItsFilter() {
        assertThat(ear(DeviceTopics::presenceOf).filters()).containsExactly(TopicFilter.of("acme/v1/evt/#"));
    }
}
