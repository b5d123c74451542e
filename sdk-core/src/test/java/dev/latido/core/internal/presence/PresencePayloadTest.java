package dev.latido.core.internal.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.PresenceFormat;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.topics.Topic;
import dev.latido.core.Presence.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresencePayloadTest {

    private static final Topic TOPIC = Topic.unchecked("acme/v1/state/planta-1/norte/gw-a72f/presence");
    private static final Instant SINCE = Instant.ofEpochMilli(1_732_272_000_000L);

    private static PresencePayload read(OutgoingPublish message) {
        return PresencePayload.of(message.payload(), message.options().userProperties());
    }

    private static PresencePayload read(String text) {
        return PresencePayload.of(text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    @ParameterizedTest
    @EnumSource(PresenceFormat.class)
    void shouldTellTheDeadFromThoseWhoLeft(PresenceFormat format) {
        PresenceAnnouncements words = new PresenceAnnouncements(TOPIC, format, "b1");
        Instant told = format == PresenceFormat.JSON ? SINCE : null;

        assertThat(read(words.online(SINCE))).isEqualTo(new PresencePayload(Status.ONLINE, "b1", told));
        assertThat(read(words.goodbye(SINCE))).isEqualTo(new PresencePayload(Status.LEFT, "b1", told));
        assertThat(read(words.will())).isEqualTo(new PresencePayload(Status.DEAD, "b1", null));
    }

    @Test
    void shouldReadTheCoursesWords() {
        assertThat(read("online")).isEqualTo(new PresencePayload(Status.ONLINE, null, null));
        assertThat(read("offline")).isEqualTo(new PresencePayload(Status.OFFLINE, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ONLINE",
                "away",
                "{",
                "{}",
                "{\"status\":1}",
                "{\"status\":\"on\"}",
                "{\"status\":{}}",
                "[]",
                "null"
            })
    void shouldNotGuessWhatElseIsSaid(String text) {
        assertThat(read(text)).isEqualTo(new PresencePayload(Status.UNKNOWN, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\":\"online\",\"since\":\"yesterday\"}",
                "{\"status\":\"online\",\"since\":1e300}",
                "{\"status\":\"online\",\"since\":null,\"boot\":7}"
            })
    void shouldLeaveOutWhatItCannotRead(String text) {
        assertThat(read(text)).isEqualTo(new PresencePayload(Status.ONLINE, null, null));
    }
}
