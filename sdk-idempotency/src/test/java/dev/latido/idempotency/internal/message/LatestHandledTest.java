package dev.latido.idempotency.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatestHandledTest {

    private final LatestHandled latest = new LatestHandled();

    private static DecodedMessage<String> message(String topic, String id, @Nullable Long time) {
        return new DecodedMessage<>(
                id,
                id,
                0,
                Topic.unchecked(topic),
                time == null ? null : Instant.ofEpochMilli(time),
                "on",
                1,
                true,
                List.of());
    }

    @ParameterizedTest(name = "{2} at {3} after {0} at {1}: {4}")
    @CsvSource({
        "gw:1764550800000001:5, 500, gw:1764550800000001:4, 900, true",
        "gw:1764550800000001:5, 500, gw:1764550800000001:6, 100, false",
        "gw:1764550800000001:5, 500, gw:1764550800000002:1, 100, false",
        "gw:1764550800000002:1, 500, gw:1764550800000001:99, 900, true",
        "gw:1764550800000001:5, 500, gw:1764550800000001:5, 500, false",
        "gw:1764550800000001:10, 500, gw:1764550800000001:9, 900, true",
        "gw:1764550800000001:5, 500, other:1764550800000001:4, 400, true",
        "gw:1764550800000001:5, 500, other:1764550800000001:9, 600, false",
        "a, 500, b, 400, true",
        "a, 500, b, 500, false",
        "a, , b, 400, false",
        "a, 500, b, , false",
        "gw:x:5, , gw:x:4, , false",
        "gw::5, , gw::4, , false",
        ":1764550800000001:5, , :1764550800000001:4, , false",
        "pump:3:17, , pump:3:1, , false",
        "pump:3:17, 500, pump:3:1, 900, false",
        "12:30:15, 500, 12:30:14, 900, false",
        "gw:1764550800000001:9999999999999999999, , gw:1764550800000001:1, , false"
    })
    void shouldTellWhatIsOlder(String lastId, @Nullable Long lastTime, String id, @Nullable Long time, boolean stale) {
        latest.handled(message("a/b", lastId, lastTime));

        assertThat(latest.isStale(message("a/b", id, time))).isEqualTo(stale);
    }

    @Test
    void shouldKeepTopicsApart() {
        latest.handled(message("a/b", "gw:1764550800000001:5", null));

        assertThat(latest.isStale(message("a/c", "gw:1764550800000001:4", null)))
                .isFalse();
    }

    @Test
    void shouldKeepTheNewestWhenAnOlderOneIsHandledAfterIt() {
        latest.handled(message("a/b", "gw:1764550800000001:5", null));
        latest.handled(message("a/b", "gw:1764550800000001:3", null));

        assertThat(latest.isStale(message("a/b", "gw:1764550800000001:4", null)))
                .isTrue();
    }
}
