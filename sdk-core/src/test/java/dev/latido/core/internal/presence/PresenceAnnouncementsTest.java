package dev.latido.core.internal.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.PresenceFormat;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PresenceAnnouncementsTest {

    private static final Topic TOPIC = Topic.unchecked("acme/v1/state/planta-1/norte/gw-a72f/presence");
    private static final Instant SINCE = Instant.ofEpochMilli(1_732_272_000_000L);

    private static String text(OutgoingPublish message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }

    private static Map<?, ?> json(OutgoingPublish message) {
        return JsonMapper.shared().readValue(message.payload(), Map.class);
    }

    @Test
    void shouldSpeakAsInTheCourse() {
        PresenceAnnouncements words = new PresenceAnnouncements(TOPIC, PresenceFormat.TEXT, "b1");

        assertThat(text(words.online(SINCE))).isEqualTo("online");
        assertThat(text(words.goodbye(SINCE))).isEqualTo("offline");
        assertThat(text(words.will())).isEqualTo("offline");
        assertThat(words.online(SINCE).options().userProperties())
                .containsExactly(Map.entry("boot", "b1"), Map.entry("cause", "connect"));
        assertThat(words.goodbye(SINCE).options().userProperties()).contains(Map.entry("cause", "goodbye"));
        assertThat(words.will().options().userProperties()).contains(Map.entry("cause", "will"));
        assertThat(words.will().options().retained()).isTrue();
        assertThat(words.will().topic()).isEqualTo(TOPIC);
    }

    @Test
    void shouldSpeakJson() {
        PresenceAnnouncements words = new PresenceAnnouncements(TOPIC, PresenceFormat.JSON, "b1");

        assertThat(json(words.online(SINCE)))
                .isEqualTo(Map.of("status", "online", "cause", "connect", "boot", "b1", "since", 1_732_272_000_000L));
        assertThat(json(words.goodbye(SINCE)))
                .isEqualTo(Map.of("status", "offline", "cause", "goodbye", "boot", "b1", "since", 1_732_272_000_000L));
        assertThat(json(words.will())).isEqualTo(Map.of("status", "offline", "cause", "will", "boot", "b1"));
        assertThat(words.online(SINCE).options().retained()).isTrue();
    }
}
