package dev.latido.core.internal.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.Topic;
import dev.latido.core.internal.link.ConnectionLink.Standing;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SilenceDetectorTest {

    private static final Topic DEVICE = Topic.unchecked("acme/v1/state/planta-1/norte/gw-1/presence");

    private final SilenceDetector silences = new SilenceDetector(3, Duration.ofSeconds(10));
    private Standing session = new Standing(Instant.EPOCH, false);
    private Instant now = Instant.EPOCH;

    private void hear(int times, Duration interval) {
        for (int i = 0; i < times; i++) {
            now = now.plus(interval);
            silences.heard(DEVICE, now, session);
        }
    }

    private boolean silentAfter(Duration pause) {
        return silences.silentSince(DEVICE, now.plus(pause), session) != null;
    }

    private void reconnectAfter(Duration outage, boolean resumed) {
        now = now.plus(outage);
        session = new Standing(now, resumed);
    }

    @Test
    void shouldBeSilentAfterThreeTimesTheUsualInterval() {
        hear(4, Duration.ofMinutes(1));

        assertThat(silentAfter(Duration.ofMinutes(3))).isFalse();
        assertThat(silentAfter(Duration.ofMinutes(3).plusSeconds(1))).isTrue();
        assertThat(silences.silentSince(DEVICE, now.plusSeconds(200), session)).isEqualTo(now);
    }

    @Test
    void shouldNotCallAFastDeviceSilentAtOnce() {
        hear(100, Duration.ofMillis(10));

        assertThat(silentAfter(Duration.ofSeconds(10))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(11))).isTrue();
    }

    @Test
    void shouldNotJudgeADeviceWhoseHabitsAreUnknown() {
        hear(3, Duration.ofSeconds(1));

        assertThat(silentAfter(Duration.ofDays(1))).isFalse();
        assertThat(silences.silentSince(Topic.unchecked("other"), now, session)).isNull();
    }

    @Test
    void shouldFollowADeviceThatSlowsDown() {
        hear(10, Duration.ofSeconds(10));
        hear(30, Duration.ofSeconds(25));

        assertThat(silentAfter(Duration.ofSeconds(70))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(76))).isTrue();
    }

    @Test
    void shouldTakeTheFirstIntervalAsItIsAndAFifthOfEachLaterOne() {
        hear(3, Duration.ofSeconds(10));
        hear(1, Duration.ofSeconds(40));

        assertThat(silentAfter(Duration.ofSeconds(48))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(49))).isTrue();
    }

    @Test
    void shouldNotLearnTheSilenceAsAHabit() {
        hear(10, Duration.ofSeconds(10));
        now = now.plus(Duration.ofDays(1));
        silences.heard(DEVICE, now, session);

        assertThat(silentAfter(Duration.ofSeconds(30))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(31))).isTrue();
    }

    @Test
    void shouldCountSilenceFromTheNewSession() {
        hear(10, Duration.ofSeconds(10));
        Instant last = now;

        reconnectAfter(Duration.ofHours(1), true);

        assertThat(silentAfter(Duration.ofSeconds(30))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(31))).isTrue();
        assertThat(silences.silentSince(DEVICE, now.plusSeconds(31), session))
                .isEqualTo(now)
                .isAfter(last);
    }

    @Test
    void shouldLearnNothingFromTheGapNorFromTheBacklogAfterIt() {
        hear(10, Duration.ofSeconds(20));

        reconnectAfter(Duration.ofHours(1), true);
        hear(180, Duration.ofMillis(5));
        hear(1, Duration.ofSeconds(13));

        assertThat(silentAfter(Duration.ofSeconds(60))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(61))).isTrue();
        hear(30, Duration.ofSeconds(10));
        assertThat(silentAfter(Duration.ofSeconds(31)))
                .as("live again, it learns")
                .isTrue();
    }

    @Test
    void shouldNotBeginWithABacklog() {
        session = new Standing(now, true);
        hear(100, Duration.ofMillis(5));
        hear(4, Duration.ofSeconds(20));

        assertThat(silentAfter(Duration.ofSeconds(60))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(61))).isTrue();
    }

    @Test
    void shouldNotTakeAFastDeviceForABacklogForEver() {
        session = new Standing(now, true);
        hear(700, Duration.ofMillis(100));

        assertThat(silentAfter(Duration.ofSeconds(11))).isTrue();
    }

    @Test
    void shouldLearnAtOnceWhenNothingCanHaveWaited() {
        hear(10, Duration.ofSeconds(20));

        reconnectAfter(Duration.ofMinutes(1), false);
        hear(30, Duration.ofMillis(100));

        assertThat(silentAfter(Duration.ofSeconds(11))).isTrue();
    }

    @Test
    void shouldLearnNothingFromWhatADeviceKeptWhileItWasAway() {
        hear(10, Duration.ofSeconds(20));
        now = now.plus(Duration.ofHours(1));
        silences.returned(DEVICE, now);

        assertThat(silentAfter(Duration.ofSeconds(60))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(61))).isTrue();
        hear(180, Duration.ofMillis(5));
        assertThat(silentAfter(Duration.ofSeconds(60))).isFalse();
        assertThat(silentAfter(Duration.ofSeconds(61))).isTrue();
    }
}
