package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Presence.Status;
import dev.latido.topics.Topic;
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
    void shouldBeEqualWhenAllPartsAre() {
        Presence presence = new Presence(TOPIC, Status.ONLINE, Instant.EPOCH, "b1");

        assertThat(presence)
                .isEqualTo(new Presence(TOPIC, Status.ONLINE, Instant.EPOCH, "b1"))
                .hasSameHashCodeAs(new Presence(TOPIC, Status.ONLINE, Instant.EPOCH, "b1"))
                .isNotEqualTo(new Presence(TOPIC, Status.ONLINE, Instant.EPOCH, null))
                .isNotEqualTo(new Presence(TOPIC, Status.DEAD, Instant.EPOCH, "b1"))
                .isNotEqualTo(new Presence(TOPIC, Status.ONLINE, Instant.EPOCH.plusMillis(1), "b1"))
                .isNotEqualTo(new Presence(Topic.unchecked("a"), Status.ONLINE, Instant.EPOCH, "b1"))
                .hasToString("Presence[" + TOPIC + " ONLINE since 1970-01-01T00:00:00Z, boot b1]");
    }

    @Test
    void shouldTellTheBootIfItIsKnown() {
        assertThat(new Presence(TOPIC, Status.ONLINE, Instant.EPOCH, "b1").bootId())
                .contains("b1");
        assertThat(new Presence(TOPIC, Status.ONLINE, Instant.EPOCH, null).bootId())
                .isEmpty();
    }
}
