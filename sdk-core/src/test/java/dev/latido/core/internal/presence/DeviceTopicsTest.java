package dev.latido.core.internal.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTopicsTest {

    private static final Topic PRESENCE = Topic.unchecked("acme/v1/state/planta-1/norte/gw-1/presence");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/v1/evt/planta-1/norte/gw-1/temp",
                "acme/v1/state/planta-1/norte/gw-1/door",
                "acme/v1/state/planta-1/norte/gw-1/presence"
            })
    void shouldFindThePresenceOfADevice(String topic) {
        assertThat(DeviceTopics.presenceOf(Topic.unchecked(topic))).contains(PRESENCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/v1/cmd/planta-1/norte/gw-1/reset",
                "acme/v1/evt/planta-1/norte/gw-1",
                "acme/v1/evt/planta-1/norte/gw-1/temp/raw",
                "legacy"
            })
    void shouldFindNoPresenceForOtherTopics(String topic) {
        assertThat(DeviceTopics.presenceOf(Topic.unchecked(topic))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/v1/evt/planta-1/norte/gw-1/temp", "acme/v12/cmd/a", "acme/v1/evt"})
    void shouldNeverRetainEventsAndCommands(String topic) {
        assertThat(DeviceTopics.neverRetained(Topic.unchecked(topic))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/v1/state/planta-1/norte/gw-1/door", "acme/one/evt/a", "acme/v1", "evt", "v1/evt"})
    void shouldRetainTheRest(String topic) {
        assertThat(DeviceTopics.neverRetained(Topic.unchecked(topic))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/v1/cmd/planta-1/norte/gw-1/reset",
                "acme/v1/cmd",
                "acme/v1/state/planta-1/norte/gw-1/presence",
                "acme/v1/state/presence"
            })
    void shouldLetCommandsAndPresenceOvertake(String topic) {
        assertThat(DeviceTopics.isUrgent(Topic.unchecked(topic))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/v1/evt/planta-1/norte/gw-1/presence",
                "acme/v1/state/planta-1/norte/gw-1/door",
                "acme/v1/cmds/a",
                "acme/cmd/a",
                "cmd/a",
                "cmd",
                "acme/v1/state"
            })
    void shouldLetNothingElseOvertake(String topic) {
        assertThat(DeviceTopics.isUrgent(Topic.unchecked(topic))).isFalse();
    }

    @Test
    void shouldNameADeviceBySiteAreaAndName() {
        assertThat(DeviceTopics.device(PRESENCE)).contains("planta-1/norte/gw-1");
    }
}
