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
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.ClientExceptions;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.session.UnopenedSession;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectionLogTest {

    private static final BrokerAddress SECOND = BrokerAddress.of(URI.create("mqtts://second.acme.example"));
    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final Throwable down = new ConnectException("Connection refused");
    private final Logger log = (Logger) LoggerFactory.getLogger(MqttConnection.class);
    private final @Nullable Level level = log.getLevel();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final ConnectionSettings settings = ((ConnectionBuilder) MqttConnection.builder()
                    .brokers("mqtts://first.acme.example", SECOND.uri().toString())
                    .clientId("gw-1")
                    .withoutPresence("a test"))
            .settings();
    private final ConnectionLog report = new ConnectionLog(settings);

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
        report.opened(UnopenedSession.of(settings, SECOND), grants);
    }

    @Test
    void shouldWarnOfARefusalOnceAndOfTheNextOne() {
        for (int attempt = 0; attempt < 3; attempt++) {
            report.refused(SECOND, ClientExceptions.refused(ReasonCodes.NOT_AUTHORIZED), PAUSE);
        }
        assertThat(logged(Level.WARN))
                .singleElement()
                .asString()
                .contains("gw-1 at mqtts://second.acme.example:8883", "not authorized", "60 s");
        assertThat(logged(Level.DEBUG)).hasSize(2);

        report.refused(SECOND, ClientExceptions.refused(ReasonCodes.BANNED), PAUSE);
        assertThat(logged(Level.WARN)).hasSize(2);

        open(true, 1_000);
        report.refused(SECOND, ClientExceptions.refused(ReasonCodes.BANNED), PAUSE);
        assertThat(logged(Level.WARN)).hasSize(3);
    }

    /** Not the one that is liked best. */
    @Test
    void shouldNameTheBrokerOfTheAttempt() {
        List<ConnectionFailedException> failures = List.of(
                report.refused(SECOND, ClientExceptions.refused(ReasonCodes.BANNED), PAUSE),
                report.takenOver(SECOND, down, PAUSE),
                report.misconfigured(SECOND, down),
                report.unreachable(SECOND, down));
        report.retry(SECOND, down, PAUSE);

        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure.broker()).isEqualTo(SECOND.uri());
            assertThat(failure).hasMessageContaining("second.acme.example:8883");
        });
        assertThat(logged(Level.DEBUG)).last().asString().startsWith("gw-1 at mqtts://second.acme.example:8883: ");
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
