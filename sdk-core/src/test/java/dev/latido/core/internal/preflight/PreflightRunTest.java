package dev.latido.core.internal.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.MqttConnection;
import dev.latido.core.NetworkProxy;
import dev.latido.core.Preflight;
import dev.latido.core.PreflightReport.Line;
import dev.latido.core.PreflightReport.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a peer that answers whatever it is told to. */
class PreflightRunTest {

    private ServerSocket server;
    private volatile String answer = "";

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "answers");
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
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    assertThat(line).isNotNull();
                }
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // The client has gone, or the test is over.
            }
        }
    }

    private void tellTime(Instant now) {
        answer = "HTTP/1.1 400 Bad Request\r\nServer: x\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)) + "\r\n\r\n";
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

    private String webSocket() {
        return "ws://127.0.0.1:" + server.getLocalPort() + "/mqtt";
    }

    @Test
    void shouldCompareTheClockWithTheDateOfAWebSocketListener() {
        tellTime(Instant.now());
        assertThat(line(declaration(webSocket()), "clock"))
                .returns(Outcome.OK, Line::outcome)
                .satisfies(line -> assertThat(line.finding()).contains("the time that the broker tells by HTTP"));

        tellTime(Instant.now().plus(Duration.ofHours(2)));
        assertThat(line(declaration(webSocket()), "clock"))
                .returns(Outcome.PROBLEM, Line::outcome)
                .satisfies(line -> assertThat(line.finding()).contains(" s behind "))
                .satisfies(line -> assertThat(line.advice()).contains("set the clock"));
    }

    @Test
    void shouldCompareTheClockWithTheDateOfAProxy() {
        tellTime(Instant.now().minus(Duration.ofMinutes(5)));

        assertThat(line(
                        declaration("mqtt://broker.invalid")
                                .proxy(NetworkProxy.http("127.0.0.1", server.getLocalPort())),
                        "clock"))
                .returns(Outcome.PROBLEM, Line::outcome)
                .satisfies(line -> assertThat(line.finding()).contains(" s ahead of the time that the proxy tells"));
    }

    @Test
    void shouldNotJudgeTheClockWhenNobodyTellsTheTime() {
        answer = "HTTP/1.1 400 Bad Request\r\nDate: today\r\n\r\n";
        assertThat(line(declaration(webSocket()), "clock").outcome()).isEqualTo(Outcome.SKIPPED);

        answer = "what?";
        assertThat(line(declaration(webSocket()), "clock").outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(line(declaration("mqtt://127.0.0.1:" + server.getLocalPort()), "clock"))
                .returns(Outcome.SKIPPED, Line::outcome)
                .satisfies(line -> assertThat(line.finding()).contains("MQTT carries no time"));
    }

    @Test
    void shouldSayWhatToDoWhenNobodyAnswers() {
        assertThat(line(declaration("mqtts://127.0.0.1:" + server.getLocalPort()), "tls "))
                .returns(Outcome.PROBLEM, Line::outcome)
                .satisfies(line -> assertThat(line.advice()).contains("TLS listener"));
        assertThat(line(declaration("mqtt://127.0.0.1:" + server.getLocalPort()), "session "))
                .returns(Outcome.PROBLEM, Line::outcome)
                .satisfies(line -> assertThat(line.advice()).contains("nobody answers CONNECT"));
    }
}
