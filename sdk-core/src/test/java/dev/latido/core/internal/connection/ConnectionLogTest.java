package dev.latido.core.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.MqttConnection;
import dev.latido.core.Qos;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.session.ClientExceptions;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.session.UnopenedSession;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectionLogTest {

    private static final BrokerAddress SECOND = BrokerAddress.of(URI.create("mqtts://second.acme.example"));
    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final AtomicLong now = new AtomicLong();
    private final Throwable down = new ConnectException("Connection refused");
    private final Logger log = (Logger) LoggerFactory.getLogger(MqttConnection.class);
    private final @Nullable Level level = log.getLevel();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final ConnectionSettings settings = ((ConnectionBuilder) MqttConnection.builder()
                    .brokers("mqtts://first.acme.example", SECOND.uri().toString())
                    .clientId("gw-1")
                    .withoutPresence("a test"))
            .settings();
    private final ConnectionLog report = new ConnectionLog(settings, now::get);

    @BeforeEach
    void listen() {
        events.start();
        log.setLevel(Level.DEBUG);
        log.setAdditive(false);
        log.addAppender(events);
    }

    @AfterEach
    void stop() {
        log.detachAppender(events);
        log.setAdditive(true);
        log.setLevel(level);
    }

    private List<String> logged(Level of) {
        return events.list.stream()
                .filter(event -> event.getLevel().equals(of))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private boolean everOpen;

    private void open(boolean sessionPresent, int receiveMaximum) {
        BrokerGrants grants = new BrokerGrants(
                sessionPresent,
                Duration.ofDays(7),
                receiveMaximum,
                1_000_000,
                Qos.AT_LEAST_ONCE,
                true,
                true,
                true,
                Duration.ofSeconds(30),
                "gw-1");
        report.opened(UnopenedSession.of(settings, SECOND), grants, !sessionPresent && everOpen);
        everOpen = true;
    }

    private void refused(int code) {
        report.permanent(SECOND, ClientExceptions.refused(code), PAUSE, false, false);
    }

    @Test
    void shouldWarnOfARefusalOnceAndOfTheNextOne() {
        for (int attempt = 0; attempt < 3; attempt++) {
            refused(ReasonCodes.NOT_AUTHORIZED);
        }
        assertThat(logged(Level.WARN))
                .singleElement()
                .asString()
                .contains(
                        "the broker refuses gw-1 at mqtts://second.acme.example:8883: not authorized",
                        "allow gw-1 on the broker",
                        "Only a person can fix this; retrying every 60 s");
        assertThat(logged(Level.DEBUG)).hasSize(2);

        refused(ReasonCodes.BANNED);
        assertThat(logged(Level.WARN)).hasSize(2);

        now.addAndGet(Duration.ofMinutes(1).toNanos());
        open(true, 1_000);
        refused(ReasonCodes.BANNED);
        assertThat(logged(Level.WARN)).hasSize(3);
    }

    /** Not the one that is liked best. */
    @Test
    void shouldNameTheBrokerOfTheAttempt() {
        List<ConnectionFailedException> failures = List.of(
                report.permanent(SECOND, ClientExceptions.refused(ReasonCodes.BANNED), PAUSE, false, false),
                report.takenOver(SECOND, down, PAUSE),
                report.permanent(SECOND, down, PAUSE, false, true),
                report.unreachable(SECOND, down));
        report.retry(SECOND, down, PAUSE, false);

        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure.broker()).isEqualTo(SECOND.uri());
            assertThat(failure).hasMessageContaining("second.acme.example:8883");
        });
        assertThat(logged(Level.DEBUG)).last().asString().startsWith("gw-1 at mqtts://second.acme.example:8883: ");
    }

    // --- outages ---

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void shouldWarnOfAnOutageOnceAndEveryTenMinutesAndSayHowLongItWas() {
        open(false, 1_000);
        pass(Duration.ofHours(1));
        report.retry(SECOND, new ConnectionEndedException("", null), PAUSE, true);
        for (int second = 0; second < 599; second++) {
            pass(Duration.ofSeconds(1));
            report.retry(SECOND, down, PAUSE, false);
        }
        assertThat(logged(Level.WARN))
                .containsExactly("gw-1 at mqtts://second.acme.example:8883: the connection is lost: the broker or a"
                        + " device on the network closed it without DISCONNECT. Next attempt in 60 s");

        pass(Duration.ofSeconds(1));
        report.retry(SECOND, down, PAUSE, false);
        assertThat(logged(Level.WARN))
                .hasSize(2)
                .last()
                .asString()
                .contains("cannot connect: Connection refused. Without a session for 10 min. Next attempt in 60 s");

        pass(Duration.ofMinutes(85));
        open(true, 1_000);
        assertThat(logged(Level.INFO))
                .last()
                .asString()
                .isEqualTo("gw-1 at mqtts://second.acme.example:8883: connected again after 1 h 35 min (600 failed"
                        + " attempts)");
    }

    /** The words of an expired certificate contain the time, and must not make a new cause each time. */
    @Test
    void shouldTakeWordsThatDifferInNumbersOnlyForTheSameCause() {
        report.permanent(SECOND, new ConnectException("expired, it is 12:01"), PAUSE, false, false);
        report.permanent(SECOND, new ConnectException("expired, it is 12:02"), PAUSE, false, false);

        assertThat(logged(Level.WARN)).hasSize(1);
    }

    @Test
    void shouldWarnInAnOutageOfACauseThatOnlyAPersonCanFix() {
        open(false, 1_000);
        report.retry(SECOND, new ConnectionEndedException("", null), PAUSE, true);
        report.retry(SECOND, down, PAUSE, false);
        refused(ReasonCodes.BANNED);
        refused(ReasonCodes.BANNED);

        assertThat(logged(Level.WARN)).hasSize(2).last().asString().contains("banned");
    }

    /** 28 sessions in six seconds, as one message that the broker does not take once made them. */
    @Test
    void shouldNotWarnOfEverySessionThatEndsAtOnce() {
        for (int session = 0; session < 28; session++) {
            open(session > 0, 1_000);
            pass(Duration.ofMillis(200));
            report.retry(SECOND, new ConnectionEndedException("", null), PAUSE, true);
        }
        assertThat(logged(Level.WARN)).hasSizeLessThanOrEqualTo(OutageLog.SHORT_SESSIONS + 1);
        assertThat(logged(Level.INFO)).hasSizeLessThanOrEqualTo(OutageLog.SHORT_SESSIONS + 2);
    }

    @Test
    void shouldSayWhetherConnectGivesUp() {
        report.permanent(SECOND, ClientExceptions.refused(ReasonCodes.BANNED), PAUSE, false, true);

        assertThat(logged(Level.WARN)).singleElement().asString().endsWith("connect() does not try again");
    }

    @Test
    void shouldTellTheGrantsOnceAndAgainWhenTheReceiveMaximumChanges() {
        open(false, 1_000);
        open(true, 1_000);
        assertThat(logged(Level.INFO)).singleElement().asString().contains("grants", "receiveMaximum=1000");

        open(true, 2_000);
        assertThat(logged(Level.INFO)).hasSize(2).last().asString().contains("receiveMaximum=2000");
    }

    @Test
    void shouldNameAReceiveMaximumUnderAHundred() {
        open(false, 99);
        open(true, 99);

        assertThat(logged(Level.INFO)).hasSize(2).last().asString().contains("99 messages per round trip");

        open(true, BrokerGrants.LOW_RECEIVE_MAXIMUM);
        assertThat(logged(Level.INFO)).hasSize(3);
    }

    @Test
    void shouldWarnOfALostSessionButNotOfTheFirst() {
        open(false, 1_000);
        open(true, 1_000);
        assertThat(logged(Level.WARN)).isEmpty();

        open(false, 1_000);
        assertThat(logged(Level.WARN)).singleElement().asString().contains("did not resume the session", "gw-1");
    }
}
