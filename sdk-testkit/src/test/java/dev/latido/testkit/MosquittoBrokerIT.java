package dev.latido.testkit;

import static dev.latido.testkit.Inbox.message;
import static dev.latido.testkit.Inbox.publish;
import static dev.latido.testkit.Inbox.subscribe;
import static dev.latido.testkit.TestClient.SOON;
import static dev.latido.testkit.TestClient.persistentSession;
import static dev.latido.testkit.TestClient.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MosquittoBrokerIT {

    private static final String TOPIC = "acme/v1/evt/planta-1/norte/gw-a72f/temp";

    @BeforeAll
    static void requireMosquitto() {
        BrokerKind.MOSQUITTO.assumeAvailable();
    }

    @Test
    void shouldServeEveryoneWithTheDefaults() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            Mqtt5BlockingClient client = plain(broker, "plain");
            int receiveMaximum = client.connect().getRestrictions().getReceiveMaximum();
            Inbox inbox = Inbox.of(client);
            subscribe(client, TOPIC);

            publish(client, TOPIC, "21.3");

            inbox.awaitExactly("21.3");
            assertThat(receiveMaximum).isEqualTo(BrokerBuilder.DEFAULT_RECEIVE_MAXIMUM);
            assertThat(broker.observer()).isEmpty();
            assertThat(broker.log()).anyMatch(line -> line.contains("as plain"));
            assertThatIllegalStateException().isThrownBy(broker::tlsPort).withMessageContaining("tls(DevelopmentCa)");
            client.disconnect();
        }
    }

    @Test
    void shouldComeBackOnTheSamePortAfterAKill() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            int port = broker.port();
            Mqtt5BlockingClient client = plain(broker, "survivor");
            client.connect();

            broker.kill();
            boolean runningAfterKill = broker.isRunning();
            await().atMost(SOON).until(() -> !client.getState().isConnected());
            broker.kill();
            broker.start();

            assertThat(runningAfterKill).isFalse();
            assertThat(broker.port()).isEqualTo(port);
            client.connect();
            client.disconnect();
        }
    }

    @Test
    void shouldBeHalfOpenWhileFrozen() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            Mqtt5BlockingClient client = plain(broker, "patient");
            client.connect();

            broker.freeze();
            CompletableFuture<Mqtt5PublishResult> result = client.toAsync().publish(message(TOPIC, "21.3"));

            await().during(Duration.ofMillis(500))
                    .atMost(SOON)
                    .until(() -> !result.isDone() && client.getState().isConnected() && broker.isRunning());

            broker.thaw();

            assertThat(result).succeedsWithin(SOON);
            client.disconnect();
        }
    }

    @Test
    void shouldStopAndKillWhileFrozen() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            broker.freeze();
            broker.stop();
            assertThat(broker.isRunning()).isFalse();

            broker.start();
            broker.freeze();
            broker.kill();

            assertThat(broker.isRunning()).isFalse();
            assertThatIllegalStateException().isThrownBy(broker::freeze).withMessage("the broker is not running");
            assertThatIllegalStateException().isThrownBy(broker::thaw).withMessage("the broker is not running");
        }
    }

    @Test
    void shouldKeepSessionsWhenPersistent(@TempDir Path directory) {
        try (MosquittoBroker broker =
                MosquittoBroker.builder().persistent(directory).start()) {
            Mqtt5BlockingClient consumer = persistentSession(broker, "durable");
            subscribe(consumer, TOPIC);
            consumer.disconnect();
            Mqtt5BlockingClient producer = plain(broker, "producer");
            producer.connect();
            publish(producer, TOPIC, "kept");
            producer.disconnect();

            broker.restart();
        }

        try (MosquittoBroker next =
                MosquittoBroker.builder().persistent(directory).start()) {
            Mqtt5BlockingClient consumer = plain(next, "durable");
            Inbox inbox = Inbox.of(consumer);
            boolean present = consumer.connectWith().cleanStart(false).send().isSessionPresent();

            assertThat(present).isTrue();
            inbox.awaitExactly("kept");
            consumer.disconnect();
        }
    }

    @Test
    void shouldForgetSessionsWhenInMemory(@TempDir Path directory) {
        try (MosquittoBroker broker =
                MosquittoBroker.builder().persistent(directory).inMemory().start()) {
            persistentSession(broker, "transient").disconnect();

            broker.restart();

            Mqtt5BlockingClient again = plain(broker, "transient");
            assertThat(again.connectWith().cleanStart(false).send().isSessionPresent())
                    .isFalse();
            again.disconnect();
        }
    }

    @Test
    void shouldAskForClientCertificates(@TempDir Path directory) throws Exception {
        DevelopmentCa ca = DevelopmentCa.create();
        IssuedCertificate good = ca.issueClient("gw-a72f");
        IssuedCertificate revoked = ca.issueClient("gw-stolen");
        Path list = ca.writeRevocationList(directory, revoked);

        try (MosquittoBroker broker = MosquittoBroker.builder()
                .tls(ca)
                .clientCertificates()
                .revocationList(list)
                .configuration("use_identity_as_username true")
                .start()) {
            Mqtt5BlockingClient welcome = TestClient.mutualTls(broker, ca, good, "welcome");
            welcome.connect();

            assertThat(broker.log()).anyMatch(line -> line.contains("as welcome") && line.contains("u'gw-a72f'"));
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() ->
                            TestClient.mutualTls(broker, ca, revoked, "revoked").connect());
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() ->
                            TestClient.tls(broker, "localhost", ca, "without").connect());
            assertThat(broker.log()).noneMatch(line -> line.contains("as revoked") || line.contains("as without"));
            welcome.disconnect();
        }
    }

    @Test
    void shouldSayWhyItDoesNotStart() {
        MosquittoBroker.Builder builder = MosquittoBroker.builder().configuration("no_such_option true");

        assertThatIllegalStateException()
                .isThrownBy(builder::start)
                .withMessageContaining("Mosquitto did not start")
                .withMessageContaining("no_such_option");
    }

    @Test
    void shouldLeaveNoProcessAndNoFileWhenClosed() {
        List<ProcessHandle> children;
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            children = ProcessHandle.current().children().toList();
            assertThat(children).isNotEmpty();
            assertThat(TemporaryFiles.of("latido-mosquitto")).isNotEmpty();

            broker.freeze();
        }

        await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(TemporaryFiles.of("latido-mosquitto")).isEmpty();
    }

    @Test
    void shouldEndWithAJvmThatIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xshare:auto",
                        MosquittoInItsJvm.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = jvm.inputReader()) {
            long pid = Long.parseLong(output.readLine());
            Path directory = Path.of(output.readLine());
            Optional<ProcessHandle> mosquitto = ProcessHandle.of(pid);
            assertThat(mosquitto).isPresent();
            assertThat(directory).isDirectory();

            jvm.destroyForcibly();

            await().atMost(SOON).until(() -> !mosquitto.get().isAlive());
            await().atMost(SOON).until(() -> !Files.exists(directory));
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseNull() {
        MosquittoBroker.Builder builder = MosquittoBroker.builder();

        assertThatNullPointerException()
                .isThrownBy(() -> builder.persistent(null))
                .withMessage("directory must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.revocationList(null))
                .withMessage("list must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.configuration((String[]) null))
                .withMessage("lines must not be null");
        assertThatNullPointerException().isThrownBy(() -> builder.tls(null)).withMessage("ca must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.acl((AclRule[]) null))
                .withMessage("rules must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.user(null, "secret"))
                .withMessage("name must not be null");
    }

    @Test
    void shouldRefuseContradictions() {
        assertThatIllegalStateException()
                .isThrownBy(() -> MosquittoBroker.builder().clientCertificates().start())
                .withMessageContaining("tls(DevelopmentCa)");
        assertThatIllegalStateException()
                .isThrownBy(() -> MosquittoBroker.builder()
                        .acl(AclRule.read("ghost", "#"))
                        .start())
                .withMessage("the rule 'ghost read #' is about a user that is not declared");
    }
}
