package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.latido.core.ConnectionState;
import dev.latido.core.Credentials;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.Preflight;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.StateChange;
import dev.latido.core.Tls;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.IssuedCertificate;
import ch.qos.logback.classic.Level;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OutputEncryptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marked passwords go in everywhere, and come out nowhere: not in texts, logs at the finest level, failures, threads. */
class SecretsIT {

    private static final String MARK = "zQ7xMARK";
    private static final String RIGHT = MARK + "-right";
    private static final String WRONG = MARK + "-wrong";

    private final DevelopmentCa ca = DevelopmentCa.create();
    private final List<String> out = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    private Path keyStore(String password) throws IOException, GeneralSecurityException {
        IssuedCertificate client = ca.issueClient("gw-1");
        Path file = directory.resolve("gw.p12");
        try (OutputStream stream = Files.newOutputStream(file)) {
            client.keyStore(password.toCharArray()).store(stream, password.toCharArray());
        }
        return file;
    }

    private void see(Object object) {
        out.add(object instanceof Throwable thrown ? stackTrace(thrown) : String.valueOf(object));
    }

    private void see(StateChange change) {
        see((Object) change);
        change.cause().ifPresent(this::see);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void seeThreads() {
        Thread.getAllStackTraces().keySet().forEach(thread -> see(thread.getName()));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Texts of the client underneath and of all that its configuration leads to; its copy of the password is wiped. */
    private void seeInside(MqttConnection connection) {
        Mqtt5AsyncClient client = connection.unwrap(Mqtt5AsyncClient.class);
        see(client);
        see(client.getConfig());
        see(client.getConfig().getSimpleAuth());
        assertThat(client.getConfig().getSimpleAuth())
                .hasValueSatisfying(auth -> assertThat(auth.getPassword())
                        .hasValueSatisfying(kept -> assertThat(bytes(kept)).containsOnly(0)));
        see(client.getConfig().getTransportConfig());
        see(client.getConfig().getSslConfig());
        see(client.getConfig().getConnectionConfig());
    }

    @Test
    void shouldNeverShowASecret() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        try (Logged logs = Logged.everything(Level.TRACE);
                EmbeddedBroker broker = EmbeddedBroker.builder()
                        .authenticator((clientId, username, password) -> RIGHT.equals(password))
                        .start();
                TlsFront front = TlsFront.before(broker.port(), ca, ca.issueServer("localhost"), "TLSv1.3")) {
            Path keys = keyStore(RIGHT);
            Tls tls = Tls.trusting(ca.writeCertificate(directory)).clientPkcs12(keys, RIGHT.toCharArray());
            see(tls);
            see(Credentials.of("gw-1", RIGHT.toCharArray()));

            // Success, by a fixed password and by a supplier, and an outage.
            MqttConnection.Builder builder = Fleet.service(front.uri(), "gw-1")
                    .tls(tls)
                    .credentials("gw-1", RIGHT.toCharArray())
                    .listener(this::see);
            see(builder);
            try (MqttConnection connection = builder.connect();
                    ResilientPublisher publisher =
                            ResilientPublisher.builder(connection).build()) {
                see(connection);
                see(publisher);
                seeInside(connection);
                seeThreads();
                front.cutAll();
                await().atMost(SOON)
                        .until(() -> front.serials().size() == 2 && connection.state() == ConnectionState.CONNECTED);
            }
            try (MqttConnection connection = builder.credentials(() -> Credentials.of("gw-1", RIGHT.toCharArray()))
                    .connect()) {
                seeInside(connection);
                seeThreads();
            }

            // Refusal, bad files, bad URIs, a supplier that hands out nothing useful.
            failures.add(catchThrowable(builder.credentials("gw-1", WRONG.toCharArray())::connect));
            failures.add(
                    catchThrowable(builder.credentials(() -> Credentials.of("gw-1", WRONG.toCharArray()))::connect));
            failures.add(catchThrowable(() -> tls.clientPkcs12(keys, WRONG.toCharArray())));
            failures.add(catchThrowable(() -> Tls.trustingPkcs12(keys, WRONG.toCharArray())));
            failures.add(catchThrowable(() -> MqttConnection.builder().broker("mqtts://gw-1:" + WRONG + "@localhost")));
            failures.add(catchThrowable(() -> MqttConnection.builder().broker("http://gw-1:" + WRONG + "@localhost")));
            failures.add(
                    catchThrowable(() -> MqttConnection.builder().broker("mqtts://gw-1:" + WRONG + "@local_host")));
            keyStore(WRONG);
            failures.add(catchThrowable(builder.credentials("gw-1", RIGHT.toCharArray())::connect));
            Credentials destroyed = Credentials.of("gw-1", RIGHT.toCharArray());
            destroyed.destroy();
            see(destroyed);
            failures.add(catchThrowable(destroyed::password));
            failures.add(catchThrowable(
                    builder.tls(Tls.trusting(DevelopmentCa.create().writeCertificate(directory)))::connect));
            seeThreads();

            assertThat(failures).hasSize(10).doesNotContainNull();
            failures.forEach(this::see);
            out.addAll(logs.texts());
        }

        assertThat(out).hasSizeGreaterThan(100).anyMatch(text -> text.contains("gw-1"));
        assertThat(out).noneMatch(text -> text.contains(MARK));
    }

    private Path encryptedKey(IssuedCertificate client) throws Exception {
        OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword(RIGHT.toCharArray())
                .build();
        Path file = directory.resolve("gw.key");
        try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
            writer.writeObject(new JcaPKCS8Generator(client.privateKey(), encryptor));
        }
        return file;
    }

    private Path trustStore() throws Exception {
        Path file = directory.resolve("trust.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", ca.issueClient("any").issuer());
        try (OutputStream stream = Files.newOutputStream(file)) {
            store.store(stream, RIGHT.toCharArray());
        }
        return file;
    }

    /** The other ways by which secrets come in: key files, trust stores, proxies, tokens, suppliers, preflights. */
    @Test
    void shouldNeverShowASecretOnTheOtherWays() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        try (Logged logs = Logged.everything(Level.TRACE);
                EmbeddedBroker broker = EmbeddedBroker.builder()
                        .authenticator((clientId, username, password) -> RIGHT.equals(password))
                        .start();
                TunnelProxy office = new TunnelProxy(true);
                TlsFront front = TlsFront.before(broker.port(), ca, ca.issueServer("localhost"), "TLSv1.3")) {
            IssuedCertificate client = ca.issueClient("gw-1");
            Path certificate = Files.writeString(directory.resolve("gw.pem"), client.certificatePem());
            Path key = encryptedKey(client);
            Tls trusting = Tls.trustingPkcs12(trustStore(), RIGHT.toCharArray());
            Tls byPassword = trusting.clientCertificate(certificate, key, RIGHT.toCharArray());
            Tls bySupplier = trusting.clientCertificate(certificate, key, RIGHT::toCharArray);
            see(trusting);
            see(byPassword);
            see(bySupplier);

            for (Tls tls : List.of(byPassword, bySupplier)) {
                for (MqttVersion version : MqttVersion.values()) {
                    MqttConnection.Builder builder = Fleet.service(front.uri(), "gw-1")
                            .tls(tls)
                            .version(version)
                            .credentials("gw-1", RIGHT.toCharArray())
                            .listener(this::see);
                    try (MqttConnection connection = builder.connect()) {
                        see(connection);
                        seeThreads();
                    }
                    failures.add(catchThrowable(builder.credentials("gw-1", WRONG.toCharArray())::connect));
                    see(Preflight.of(builder).run());
                    see(Preflight.of(builder.credentials("gw-1", RIGHT.toCharArray()))
                            .run());
                }
            }
            failures.add(catchThrowable(() -> trusting.clientCertificate(certificate, key, WRONG.toCharArray())));
            failures.add(catchThrowable(() -> trusting.clientCertificate(certificate, key, WRONG::toCharArray)));

            NetworkProxy proxy =
                    NetworkProxy.socks5("127.0.0.1", office.port()).credentials("plant", WRONG.toCharArray());
            see(proxy);
            MqttConnection.Builder through = Fleet.service(broker.uri(), "gw-1")
                    .proxy(proxy)
                    .credentials("gw-1", RIGHT.toCharArray())
                    .connectTimeout(Duration.ofSeconds(2))
                    .listener(this::see);
            see(through);
            failures.add(catchThrowable(through::connect));
            see(Preflight.of(through).run());

            MqttConnection.Builder token = Fleet.service(
                            "ws://127.0.0.1:" + broker.port() + "/mqtt?token=" + RIGHT, "gw-1")
                    .connectTimeout(Duration.ofSeconds(2))
                    .listener(change -> see(String.valueOf(change.to())));
            failures.add(catchThrowable(token::connect));
            see(Preflight.of(token).run());
            failures.add(catchThrowable(token.tls(Tls.trustingSystem())::connect));
            failures.add(catchThrowable(() -> MqttConnection.builder().broker("https://localhost?token=" + WRONG)));

            MqttConnection.Builder throwing = Fleet.service(broker.uri(), "gw-1")
                    .credentials(() -> {
                        throw new IllegalStateException("the vault is locked");
                    })
                    .connectTimeout(Duration.ofSeconds(2))
                    .listener(this::see);
            failures.add(catchThrowable(throwing::connect));
            seeThreads();

            assertThat(failures).hasSize(11).doesNotContainNull();
            failures.forEach(this::see);
            out.addAll(logs.texts());
        }

        assertThat(out).hasSizeGreaterThan(100).anyMatch(text -> text.contains("the vault is locked"));
        assertThat(out).noneMatch(text -> text.contains(MARK));
    }
}
