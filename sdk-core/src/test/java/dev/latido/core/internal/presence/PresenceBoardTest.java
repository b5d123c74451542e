package dev.latido.core.internal.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceBoardTest {

    private static final Topic DEVICE = Topic.unchecked("acme/v1/state/planta-1/norte/gw-1/presence");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Status> heard = new CopyOnWriteArrayList<>();
    private final SetClock clock = new SetClock();
    private volatile @Nullable Standing session = new Standing(START, false);
    private final PresenceBoard board = new PresenceBoard(
            TopicFilter.of("acme/v1/state/+/+/+/presence"),
            List.of(presence -> heard.add(presence.status())),
            new SilenceDetector(3, Duration.ofSeconds(10)),
            () -> session,
            clock.machine(),
            clock,
            SdkThreads.shared());

    private static final class SetClock extends Clock {
        private volatile Instant now = START;

        private volatile Duration jump = Duration.ZERO;

        private volatile Runnable asked = () -> {};

        @Override
        public Instant instant() {
            asked.run();
            return now;
        }

        /** The clock of the machine, which somebody may set. */
        private Clock machine() {
            SetClock steady = this;
            return new Clock() {
                @Override
                public Instant instant() {
                    return steady.instant().plus(steady.jump);
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            };
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void haveADeviceThatSendsEveryTenSeconds() {
        say(Status.ONLINE, "boot-1");
        data(10, Duration.ofSeconds(10));
    }

    private void pass(Duration time) {
        clock.now = clock.now.plus(time);
    }

    private void say(Status status, String boot) {
        board.heardOf(DEVICE, new PresencePayload(status, boot, null));
    }

    private void data(int times, Duration interval) {
        for (int i = 0; i < times; i++) {
            pass(interval);
            board.heardDataOf(DEVICE);
        }
    }

    private Presence looked() {
        board.findSilent();
        assertThat(board.board()).hasSize(1);
        return board.board().get(0);
    }

    @Test
    void shouldTellTheSilentOnce() {
        Instant last = clock.now;
        pass(Duration.ofSeconds(31));

        assertThat(looked()).returns(Status.SILENT, Presence::status).returns(last, Presence::since);
        looked();
        data(1, Duration.ofSeconds(1));

        assertThat(looked().status()).isEqualTo(Status.ONLINE);
        await().untilAsserted(() -> assertThat(heard).containsExactly(Status.ONLINE, Status.SILENT, Status.ONLINE));
    }

    @Test
    void shouldCallNobodySilentWhileItsOwnConnectionIsGone() {
        session = null;
        pass(Duration.ofHours(1));

        assertThat(looked().status()).isEqualTo(Status.ONLINE);
    }

    @Test
    void shouldGiveEverybodyTimeAfterItsOwnReconnect() {
        session = null;
        pass(Duration.ofHours(1));
        Instant back = clock.now;
        session = new Standing(back, true);

        pass(Duration.ofSeconds(30));
        assertThat(looked().status()).isEqualTo(Status.ONLINE);
        pass(Duration.ofSeconds(1));
        assertThat(looked()).returns(Status.SILENT, Presence::status).returns(back, Presence::since);
    }

    @Test
    void shouldNotBeHastyAfterABacklog() {
        pass(Duration.ofHours(1));
        session = new Standing(clock.now, true);
        data(360, Duration.ofMillis(2));

        pass(Duration.ofSeconds(30));
        assertThat(looked().status()).isEqualTo(Status.ONLINE);
        pass(Duration.ofSeconds(1));
        assertThat(looked().status()).isEqualTo(Status.SILENT);
    }

    @Test
    void shouldNotBeHastyWithADeviceThatWasAway() {
        say(Status.DEAD, "boot-1");
        pass(Duration.ofHours(1));
        assertThat(looked().status()).isEqualTo(Status.DEAD);

        say(Status.ONLINE, "boot-2");
        data(360, Duration.ofMillis(2));

        pass(Duration.ofSeconds(30));
        assertThat(looked().status()).isEqualTo(Status.ONLINE);
        pass(Duration.ofSeconds(1));
        assertThat(looked().status()).isEqualTo(Status.SILENT);
    }

    @Test
    void shouldAskTheClockWithoutItsLock() {
        say(Status.DEAD, "boot-1");
        clock.asked = () -> assertThat(CompletableFuture.supplyAsync(board::board))
                .as("another thread reads the board while the clock is asked")
                .succeedsWithin(Duration.ofSeconds(10));

        say(Status.ONLINE, "boot-2");
        data(1, Duration.ofSeconds(10));

        assertThat(looked().status()).isEqualTo(Status.ONLINE);
    }

    @Test
    void shouldReadWhatIsDelivered() {
        AtomicInteger acknowledged = new AtomicInteger();

        board.delivered(ReceivedMessages.message(DEVICE, "offline", acknowledged::incrementAndGet));

        assertThat(looked().status()).isEqualTo(Status.OFFLINE);
        assertThat(acknowledged).hasValue(1);
    }

    @Test
    void shouldAskForTheWordsThatAreKeptEachTime() {
        assertThat(board.wantsRetainedAgain()).isTrue();
        assertThat(board.filters()).containsExactly(TopicFilter.of("acme/v1/state/+/+/+/presence"));
    }

    @Test
    void shouldTakeASilentDeviceForSilentThoughItsWordComesAgain() {
        pass(Duration.ofSeconds(31));
        looked();

        say(Status.ONLINE, "boot-1");
        assertThat(looked().status()).isEqualTo(Status.SILENT);

        say(Status.ONLINE, "boot-2");
        assertThat(looked()).returns(Status.ONLINE, Presence::status).returns(Optional.of("boot-2"), Presence::bootId);
    }

    @Test
    void shouldTellARestartButNoRepetition() {
        say(Status.ONLINE, "boot-1");
        say(Status.ONLINE, "boot-2");
        say(Status.ONLINE, "boot-2");
        say(Status.LEFT, "boot-2");

        await().untilAsserted(() -> assertThat(heard).containsExactly(Status.ONLINE, Status.ONLINE, Status.LEFT));
    }

    @Test
    void shouldTakeTheTimeThatADeviceTells() {
        Instant told = START.minusSeconds(60);

        board.heardOf(DEVICE, new PresencePayload(Status.LEFT, "boot-1", told));

        assertThat(looked().since()).isEqualTo(told);
    }

    @Test
    void shouldTellTheOthersWhenAListenerFails() {
        PresenceBoard failing = new PresenceBoard(
                TopicFilter.of("acme/v1/state/+/+/+/presence"),
                List.of(
                        presence -> {
                            throw new IllegalStateException("on purpose");
                        },
                        presence -> heard.add(Status.UNKNOWN)),
                new SilenceDetector(3, Duration.ofSeconds(10)),
                () -> session,
                clock,
                clock,
                SdkThreads.shared());

        failing.heardOf(DEVICE, new PresencePayload(Status.ONLINE, "boot-1", null));

        await().untilAsserted(() -> assertThat(heard).contains(Status.UNKNOWN));
    }

    @Test
    void shouldLookForTheSilentUntilItIsClosed() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
        scheduler.setRemoveOnCancelPolicy(true);
        PresenceBoard looking = new PresenceBoard(
                TopicFilter.of("acme/v1/state/+/+/+/presence"),
                List.of(),
                new SilenceDetector(3, Duration.ofSeconds(10)),
                () -> session,
                clock,
                clock,
                scheduler);

        looking.checkSilences();
        assertThat(scheduler.getQueue()).hasSize(1);
        looking.close();

        assertThat(scheduler.getQueue()).isEmpty();
        scheduler.shutdownNow();
    }

    @Test
    void shouldKeepItsLastStateWhenClosed() {
        board.close();

        say(Status.DEAD, "boot-1");

        assertThat(board.board()).extracting(Presence::status).containsExactly(Status.ONLINE);
    }

    @Test
    void shouldNotTakeADeviceForSilentWhenTheClockJumps() {
        clock.jump = Duration.ofDays(1);
        pass(Duration.ofSeconds(5));

        board.findSilent();

        assertThat(board.board()).extracting(Presence::status).containsExactly(Status.ONLINE);
    }

    @Test
    void shouldTellByTheClockSinceWhenADeviceIsSilent() {
        Instant last = clock.now;
        pass(Duration.ofSeconds(60));
        clock.jump = Duration.ofDays(1);

        board.findSilent();

        assertThat(board.board()).singleElement().satisfies(presence -> {
            assertThat(presence.status()).isEqualTo(Status.SILENT);
            assertThat(presence.since()).isEqualTo(last.plus(Duration.ofDays(1)));
        });
    }
}
