package dev.latido.idempotency.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentIdsTest {

    private static final Duration TIME = Duration.ofMinutes(10);

    private long now = 42;
    private final RecentIds ids = new RecentIds(TIME, 100, () -> now);

    private static MessageKey key(String id) {
        return new MessageKey("billing", id);
    }

    private @Nullable Claim find(String id) {
        return ids.find(key(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw:1:7", "d0ccc5bd-ee03-4a8c-a2a5-9aa2a8b5cd3c", ":"})
    void shouldKnowWhatWasAddedInItsGroup(String id) {
        assertThat(find(id)).isNull();

        ids.add(key(id));

        assertThat(find(id)).isEqualTo(new Claim.Done());
        assertThat(find(id + "0")).isNull();
        assertThat(ids.find(new MessageKey("audit", id))).isNull();
    }

    /** Also the numbers of a producer that goes on all the time, which a window would keep. */
    @Test
    void shouldForgetEachWhenItsTimeIsOver() {
        ids.add(key("gw:1:1"));
        now += TIME.toNanos() / 2;
        ids.add(key("gw:1:2"));
        now += TIME.toNanos() / 2 + TIME.toNanos() / 1_000;

        assertThat(find("gw:1:1")).isNull();
        assertThat(find("gw:1:2")).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldKeepNoMoreThanItsCapacity() {
        for (int i = 0; i < 150; i++) {
            ids.add(key("gw:1:" + i));
        }

        assertThat(find("gw:1:49")).isNull();
        assertThat(find("gw:1:50")).isEqualTo(new Claim.Done());
        assertThat(find("gw:1:149")).isEqualTo(new Claim.Done());
    }

    @Test
    void shouldTellOtherPayloadsFromTheSame() {
        MessageKey first = key("gw:1:1").withFingerprintOf("21.3".getBytes(StandardCharsets.UTF_8));
        ids.add(first);

        assertThat(ids.find(first)).isEqualTo(new Claim.Done());
        assertThat(ids.find(key("gw:1:1"))).isEqualTo(new Claim.Done());
        assertThat(ids.find(key("gw:1:1").withFingerprintOf("4.0".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(new Claim.Conflict());
    }
}
