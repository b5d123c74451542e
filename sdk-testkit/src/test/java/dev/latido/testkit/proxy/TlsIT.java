package dev.latido.testkit.proxy;

import static dev.latido.testkit.proxy.PacketType.PUBACK;
import static dev.latido.testkit.proxy.Wired.connect;
import static dev.latido.testkit.proxy.Wired.pingreq;
import static dev.latido.testkit.proxy.Wired.pingresp;
import static dev.latido.testkit.proxy.Wired.puback;
import static dev.latido.testkit.proxy.Wired.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TlsIT {

    private static Certificates ofProxy;
    private static Certificates ofBroker;

    @BeforeAll
    static void makeCertificates() throws Exception {
        ofProxy = Certificates.forHost("localhost");
        ofBroker = Certificates.forHost("localhost");
    }

    @Test
    void shouldReadPacketsBetweenTwoTlsConnections() throws Exception {
        withBroker(
                ofBroker, "localhost", builder -> builder.tls(ofProxy.server(), ofBroker.client()), (proxy, broker) -> {
                    assertThat(proxy.uri()).isEqualTo("mqtts://localhost:" + proxy.port());
                    assertThat(proxy.host()).isEqualTo("localhost");
                    proxy.when(Packets.of(PUBACK).toClient()).dropAndCut();
                    CompletableFuture<Peer> accepted = CompletableFuture.supplyAsync(() -> accept(broker));
                    try (Peer client = dial(proxy, ofProxy.client())) {
                        client.send(connect(5, "gw-1"), publish(5, "a", 1, 1, "x"));
                        try (Peer server = accepted.join()) {
                            server.expect(connect(5, "gw-1"), publish(5, "a", 1, 1, "x"));
                            server.send(pingresp(), puback(1), pingresp());

                            client.expect(pingresp());
                            assertThatThrownBy(client::next).hasMessageMatching("(?s).*(EOF|closed|SSL).*");
                        }
                    }
                    assertThat(proxy.count(FaultAction.DROP_AND_CUT)).isEqualTo(1);
                });
    }

    @Test
    void shouldResetTheTcpConnectionUnderTls() throws Exception {
        withBroker(
                ofBroker, "localhost", builder -> builder.tls(ofProxy.server(), ofBroker.client()), (proxy, broker) -> {
                    CompletableFuture<Peer> accepted = CompletableFuture.supplyAsync(() -> accept(broker));
                    try (Peer client = dial(proxy, ofProxy.client())) {
                        client.send(connect(5, "gw-1"));
                        try (Peer server = accepted.join()) {
                            server.expect(connect(5, "gw-1"));

                            proxy.resetAll();

                            assertThatThrownBy(client::next).hasMessageContaining("reset");
                            assertThatThrownBy(server::next).hasMessageContaining("reset");
                        }
                    }
                });
    }

    @Test
    void shouldTerminateTlsOnTheClientsSideAlone() throws Exception {
        try (Bench bench = new Bench(builder -> builder.serverTls(ofProxy.server()));
                Peer client = dial(bench.proxy, ofProxy.client());
                Peer server = bench.accept()) {
            client.send(connect(5, "gw-1"), pingreq());

            server.expect(connect(5, "gw-1"), pingreq());
        }
    }

    @Test
    void shouldNotTalkToABrokerWhoseCertificateIsForAnotherHost() throws Exception {
        Certificates other = Certificates.forHost("broker.example");
        withBroker(other, "localhost", builder -> builder.targetTls(other.client()), (proxy, broker) -> {
            CompletableFuture<Peer> accepted = CompletableFuture.supplyAsync(() -> accept(broker));
            try (Peer client = Peer.dial(proxy.port())) {
                client.send(connect(5, "gw-1"));

                client.expectReset();
                assertThat(proxy.count(FaultAction.TLS_FAILED)).isEqualTo(1);
            }
            assertThat(accepted).failsWithin(Duration.ofSeconds(5));
        });
    }

    @Test
    void shouldWriteDownThatAClientDidNotSpeakTls() {
        try (Bench bench = new Bench(builder -> builder.serverTls(ofProxy.server()));
                Peer client = Peer.dial(bench.proxy.port())) {
            client.send(connect(5, "gw-1"));

            await().atMost(Duration.ofSeconds(5)).until(() -> bench.proxy.count(FaultAction.TLS_FAILED) == 1);
        }
    }

    private interface Talk {
        void about(FaultProxy proxy, ServerSocket broker) throws Exception;
    }

    private static void withBroker(
            Certificates certificates, String host, UnaryOperator<FaultProxy.Builder> settings, Talk talk)
            throws Exception {
        try (ServerSocket broker = certificates
                        .server()
                        .getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
                FaultProxy proxy = settings.apply(FaultProxy.to(host, broker.getLocalPort()))
                        .start()) {
            broker.setSoTimeout(5_000);
            talk.about(proxy, broker);
        }
    }

    private static Peer accept(ServerSocket broker) {
        try {
            SSLSocket socket = (SSLSocket) broker.accept();
            socket.startHandshake();
            if (!socket.getSession().isValid()) {
                throw new SSLException("handshake failed");
            }
            return new Peer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Peer dial(FaultProxy proxy, SSLContext trust) throws IOException {
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        SSLSocket tls = (SSLSocket) trust.getSocketFactory().createSocket(tcp, "localhost", proxy.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return new Peer(tls);
    }
}
