package dev.latido.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.Preflight;
import dev.latido.core.PreflightReport;
import dev.latido.core.PreflightReport.Line;
import dev.latido.core.PreflightReport.Outcome;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.Tls;
import dev.latido.core.it.Fleet;
import dev.latido.core.it.SpecialCa;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.it.Readings;
import dev.latido.testkit.AclRule;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.Validity;
import dev.latido.testkit.WithBroker;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the reports of preflights of good and of bad declarations, on real brokers. */
class PreflightIT {

    private static final String PASSWORD = "s3cr3t-marker";
    private static final Topic COMMAND = Fleet.ACME
            .commands()
            .site("planta-1")
            .area("norte")
            .device("gw-a72f")
            .command("reset");
    private static final TopicFilter COMMANDS = TopicFilter.of("acme/v1/cmd/planta-1/norte/gw-a72f/+");

    private static final AclRule WRITES = AclRule.write("gw-a72f", "acme/v1/#");
    private static final AclRule READS = AclRule.read("gw-a72f", "acme/v1/cmd/#");

    private final DevelopmentCa ca = DevelopmentCa.create();

    @TempDir
    private Path directory;

    private static MqttConnection.Builder gateway(String uri) {
        return Fleet.client(uri, "gw-a72f").presence(Fleet.PRESENCE).connectTimeout(Duration.ofSeconds(3));
    }

    private static Line line(PreflightReport report, String check) {
        return report.lines().stream()
                .filter(line -> line.check().startsWith(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line for " + check + " in\n" + report));
    }

    private static void assertProblem(PreflightReport report, String check, String... words) {
        assertThat(line(report, check)).satisfies(line -> {
            assertThat(line.outcome()).isEqualTo(Outcome.PROBLEM);
            assertThat(line.finding() + " " + line.advice()).contains(words);
            assertThat(line.advice()).isNotEmpty();
        });
        assertThat(report.isOk()).isFalse();
        assertThat(report.toString()).contains("PROBLEM  " + check).doesNotContain(PASSWORD);
    }

    private static TestBroker secured(BrokerKind kind, DevelopmentCa authority) {
        kind.assumeAvailable();
        return kind == BrokerKind.EMBEDDED
                ? EmbeddedBroker.builder()
                        .tls(authority)
                        .user("gw-a72f", PASSWORD)
                        .acl(WRITES, READS)
                        .start()
                : MosquittoBroker.builder()
                        .tls(authority)
                        .user("gw-a72f", PASSWORD)
                        .acl(WRITES, READS)
                        .start();
    }

    private MqttConnection.Builder secured(TestBroker broker) {
        return gateway(broker.tlsUri())
                .credentials("gw-a72f", PASSWORD.toCharArray())
                .tls(Tls.trusting(ca.writeCertificate(directory)));
    }

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    void shouldFindNothingWrongWithAGoodDeclaration(BrokerKind kind) {
        try (TestBroker broker = secured(kind, ca)) {
            PreflightReport report = Preflight.of(secured(broker))
                    .publishing(Fleet.TEMPERATURE, COMMAND)
                    .subscribing(COMMANDS)
                    .run();

            assertThat(report.isOk()).as(report.toString()).isTrue();
            assertThat(line(report, "name localhost").outcome()).isEqualTo(Outcome.OK);
            assertThat(line(report, "tcp").outcome()).isEqualTo(Outcome.OK);
            assertThat(line(report, "tls mqtts://localhost").finding()).startsWith("TLSv1.3, TLS_");
            assertThat(line(report, "certificate CN=localhost").finding()).contains("days left");
            assertThat(line(report, "clock"))
                    .returns(Outcome.SKIPPED, Line::outcome)
                    .satisfies(clock -> assertThat(clock.finding()).contains("MQTT does not transmit the time"));
            assertThat(line(report, "session as gw-a72f").finding()).contains("a new session", "receive maximum");
            assertThat(line(report, "publish " + Fleet.TEMPERATURE).finding()).isEqualTo("acknowledged");
            assertThat(line(report, "delivery to " + COMMANDS).finding()).isEqualTo("the test message came back");
            assertThat(report.toString()).doesNotContain(PASSWORD);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    void shouldFindRightsThatAreMissing(BrokerKind kind) {
        try (TestBroker broker = secured(kind, ca)) {
            PreflightReport report = Preflight.of(secured(broker))
                    .publishing(Topic.of("other/v1/evt/planta-1/norte/gw-a72f/temp"), Fleet.TEMPERATURE)
                    .subscribing(Fleet.TEMPERATURES)
                    .run();

            assertProblem(report, "publish other/v1", "not authorized (", "135", "permission to write");
            if (kind == BrokerKind.MOSQUITTO) {
                assertThat(line(report, "subscribe").finding()).isEqualTo("granted");
                assertProblem(report, "delivery to", "did not come back", "permission to read");
            } else {
                assertThat(report.isOk()).isFalse();
            }
        }
    }

    /** The messages that are queued for the device's own session stay there, and so do its subscriptions. */
    @Test
    @WithBroker
    void shouldLeaveTheDevicesSessionAlone(EmbeddedBroker broker) {
        try (MqttConnection device = gateway(broker.uri()).connect();
                IdempotentSubscriber running = Readings.subscriber(device, COMMANDS, message -> {})) {
            running.subscribed().join();
        }
        try (MqttConnection operator = Fleet.service(broker.uri(), "operator").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(operator).build()) {
            publisher.publish(COMMAND, 1).acknowledged().join();
        }

        PreflightReport report =
                Preflight.of(gateway(broker.uri())).subscribing(COMMANDS).run();
        assertThat(line(report, "session as gw-a72f").finding()).contains("an earlier session");

        List<Integer> commands = new CopyOnWriteArrayList<>();
        try (MqttConnection device = gateway(broker.uri()).connect();
                IdempotentSubscriber running = Readings.subscriber(
                        device,
                        COMMANDS,
                        message -> commands.add(message.value().intValue()))) {
            assertThat(running).isNotNull();
            await().atMost(Fleet.SOON).untilAsserted(() -> assertThat(commands).containsExactly(1));
        }
    }

    @Test
    @WithBroker(tls = true)
    void shouldNameWhatIsInTheWay(EmbeddedBroker broker, DevelopmentCa right) throws IOException {
        assertProblem(
                Preflight.of(gateway("mqtts://no-such-host.invalid")).run(),
                "name no-such-host.invalid",
                "cannot be resolved");
        int port = closedPort();
        assertProblem(Preflight.of(gateway("mqtt://127.0.0.1:" + port)).run(), "tcp 127.0.0.1:" + port, "refused");
        assertProblem(
                Preflight.of(gateway(broker.tlsUri()).tls(Tls.trusting(ca.writeCertificate(directory))))
                        .run(),
                "tls mqtts://localhost",
                "is not signed by a trusted authority");
        assertThat(Preflight.of(gateway(broker.tlsUri()).tls(Tls.trusting(right.writeCertificate(directory))))
                        .run()
                        .isOk())
                .isTrue();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void shouldNameACertificateThatHasExpiredOrWillSoon() {
        Instant now = Instant.now();
        SpecialCa expired = new SpecialCa(ca, ca.issueServer(Validity.expiredAt(now), "localhost"));
        try (EmbeddedBroker broker = EmbeddedBroker.builder().tls(expired).start()) {
            assertProblem(
                    Preflight.of(gateway(broker.tlsUri()).tls(Tls.trusting(ca.writeCertificate(directory))))
                            .run(),
                    "tls mqtts://localhost",
                    "expired on");
        }
        Validity brief = Validity.of(now.minus(Duration.ofDays(100)), now.plus(Duration.ofDays(7)));
        SpecialCa ending = new SpecialCa(ca, ca.issueServer(brief, "localhost"));
        try (EmbeddedBroker broker = EmbeddedBroker.builder().tls(ending).start()) {
            assertProblem(
                    Preflight.of(gateway(broker.tlsUri()).tls(Tls.trusting(ca.writeCertificate(directory))))
                            .run(),
                    "certificate CN=localhost",
                    "6 days left",
                    "renew it now");
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @WithBroker(users = "gw-a72f:right")
    void shouldSayThatThePasswordIsWrong(MqttVersion version, EmbeddedBroker broker) {
        PreflightReport report = Preflight.of(
                        gateway(broker.uri()).version(version).credentials("gw-a72f", PASSWORD.toCharArray()))
                .publishing(Fleet.TEMPERATURE)
                .run();

        assertProblem(report, "session as gw-a72f", "bad user name or password", "134");
        assertThat(report.lines()).noneMatch(line -> line.check().startsWith("publish"));
    }

    /** Mosquitto acknowledges what its access list drops; MQTT 3.1.1 has no word for the difference. */
    @Test
    void shouldNotTakeAnAcknowledgementOfMqtt311ForARight() {
        try (TestBroker broker = secured(BrokerKind.MOSQUITTO, ca)) {
            Topic forbidden = Topic.of("other/v1/evt/planta-1/norte/gw-a72f/temp");
            PreflightReport report = Preflight.of(secured(broker).version(MqttVersion.MQTT_3_1_1))
                    .publishing(forbidden, COMMAND)
                    .subscribing(COMMANDS)
                    .run();

            assertThat(line(report, "publish " + forbidden))
                    .returns(Outcome.SKIPPED, Line::outcome)
                    .satisfies(line -> assertThat(line.finding()).contains("acknowledged, but MQTT 3.1.1"));
            assertThat(line(report, "publish " + COMMAND))
                    .returns(Outcome.OK, Line::outcome)
                    .returns("acknowledged, and the test message came back", Line::finding);
        }
    }

    @Test
    void shouldAdviseWhatFitsTheProblem() {
        try (EmbeddedBroker broker = EmbeddedBroker.builder()
                .refusal("gw-moved", 0x9D)
                .refusal("gw-banned", 0x8A)
                .refusal("gw-busy", 0x89)
                .start()) {
            assertThat(adviceFor(broker, "gw-moved")).contains("server that the broker names");
            assertThat(adviceFor(broker, "gw-banned")).contains("why gw-banned is banned");
            assertThat(adviceFor(broker, "gw-busy")).contains("try again later");
        }
    }

    private static String adviceFor(EmbeddedBroker broker, String clientId) {
        return line(Preflight.of(Fleet.service(broker.uri(), clientId)).run(), "session as " + clientId)
                .advice();
    }
}
