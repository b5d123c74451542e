package dev.latido.core.internal.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.Preflight;
import dev.latido.core.PreflightReport.Line;
import dev.latido.core.PreflightReport.Outcome;
import dev.latido.core.internal.connection.ConnectionBuilder;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.ClientExceptions;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.session.UnopenedSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a peer that accepts connections and never answers. */
class PreflightRunTest {

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "silent peer");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The client has gone, or the test is over.
            }
        }
    }

    private MqttConnection.Builder declaration(String uri) {
        return MqttConnection.builder()
                .broker(uri)
                .clientId("gw-1")
                .withoutPresence("a test")
                .insecure("a test")
                .connectTimeout(Duration.ofSeconds(2));
    }

    private static Line line(MqttConnection.Builder declaration, String check) {
        return Preflight.of(declaration).run().lines().stream()
                .filter(line -> line.check().startsWith(check))
                .findFirst()
                .orElseThrow();
    }

    private String uri(String scheme) {
        return scheme + "://127.0.0.1:" + server.getLocalPort();
    }

    @Test
    void shouldNotJudgeAClockWithoutAnother() {
        assertThat(line(declaration(uri("mqtt")), "clock"))
                .returns(Outcome.SKIPPED, Line::outcome)
                .satisfies(line -> assertThat(line.finding()).contains("MQTT does not transmit the time"));
    }

    @Test
    void shouldFindAClockThatWasNeverSet() {
        Clock unset = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

        assertThat(PreflightRun.of(declaration(uri("mqtt")), List.of(), List.of(), unset)
                        .lines())
                .filteredOn(line -> line.check().equals("clock"))
                .singleElement()
                .returns(Outcome.PROBLEM, Line::outcome)
                .returns("1970-01-01T00:00:00Z is in the past", Line::finding)
                .satisfies(line -> assertThat(line.advice()).contains("set the clock"));
    }

    @Test
    void shouldSayWhatToDoWithoutAnAnswer() {
        assertThat(line(declaration(uri("mqtts")), "tls "))
                .returns(Outcome.PROBLEM, Line::outcome)
                .satisfies(line -> assertThat(line.advice()).contains("TLS listener"));
        assertThat(line(declaration(uri("mqtt")), "session "))
                .returns(Outcome.PROBLEM, Line::outcome)
                .satisfies(line -> assertThat(line.advice()).contains("CONNECT is not answered"));
    }

    /** The client's own timeout may be over first; it ends with a DISCONNECT that looks like one of the broker's. */
    @Test
    void shouldNotTakeTheClientsOwnTimeoutForAnAnswer() {
        ConnectionSettings settings = ((ConnectionBuilder) declaration(uri("mqtt"))).settings();
        try (PreflightSession session =
                new PreflightSession(settings, settings.broker(), new AttemptSecurity(null, null, null))) {
            session.ended(UnopenedSession.create(), ClientExceptions.disconnected(ReasonCodes.PROTOCOL_ERROR));

            assertThatExceptionOfType(SessionStepException.class)
                    .isThrownBy(session::connect)
                    .satisfies(step -> assertThat(PreflightAdvice.connecting(step, "gw-1", MqttVersion.MQTT_5)
                                    .advice())
                            .contains("CONNECT is not answered"));
        }
    }
}
