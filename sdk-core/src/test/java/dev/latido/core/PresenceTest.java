package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.Topic;
import dev.latido.core.Presence.Status;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PresenceTest {

    private static final Topic TOPIC = Topic.unchecked("acme/v1/state/planta-1/norte/gw-1/presence");

    @Test
    void shouldTakeTheSilentForOnline() {
        assertThat(Arrays.stream(Status.values()).filter(Status::isOnline))
                .containsExactly(Status.ONLINE, Status.SILENT);
    }

    @Test
    void shouldTellTheBootIfItIsKnown() {
        assertThat(new Presence(TOPIC, Status.ONLINE, Instant.EPOCH, "b1").boot())
                .contains("b1");
        assertThat(new Presence(TOPIC, Status.ONLINE, Instant.EPOCH, null).boot())
                .isEmpty();
    }
}
