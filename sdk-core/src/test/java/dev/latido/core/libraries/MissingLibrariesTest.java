package dev.latido.core.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.ConnectionFailedException;
import dev.latido.core.IncompatibleLibraryException;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.Preflight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections on class paths without a library: the failure names it, and does not wait for an answer. */
class MissingLibrariesTest {

    /** Returns what connecting says, with both versions of MQTT. */
    abstract static class Connecting implements Callable<List<String>> {

        abstract MqttConnection.Builder to(int port);

        @Override
        public List<String> call() throws IOException {
            List<String> said = new ArrayList<>();
            try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                for (MqttVersion version : MqttVersion.values()) {
                    try (MqttConnection connection = to(silent.getLocalPort())
                            .version(version)
                            .clientId("gw-a72f")
                            .withoutPresence("test")
                            .connectTimeout(Duration.ofSeconds(60))
                            .connect()) {
                        said.add("connected " + connection);
                    } catch (ConnectionFailedException e) {
                        said.add(e.getMessage());
                    }
                }
            }
            return said;
        }
    }

    /** Over TCP. */
    public static final class ByTcp extends Connecting {

        /** Called by reflection. */
        public ByTcp() {}

        @Override
        MqttConnection.Builder to(int port) {
            return MqttConnection.builder().broker("mqtt://127.0.0.1:" + port);
        }
    }

    /** Over WebSocket. */
    public static final class ByWebSocket extends Connecting {

        /** Called by reflection. */
        public ByWebSocket() {}

        @Override
        MqttConnection.Builder to(int port) {
            return MqttConnection.builder().broker("ws://127.0.0.1:" + port);
        }
    }

    /** Through an HTTP proxy. */
    public static final class ByProxy extends Connecting {

        /** Called by reflection. */
        public ByProxy() {}

        @Override
        MqttConnection.Builder to(int port) {
            return MqttConnection.builder()
                    .broker(URI.create("mqtt://127.0.0.1:" + port).toString())
                    .proxy(NetworkProxy.http("127.0.0.1", port));
        }
    }

    /** A preflight over TCP. */
    public static final class ByPreflight implements Callable<String> {

        /** Called by reflection. */
        public ByPreflight() {}

        @Override
        public String call() throws IOException {
            try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                return Preflight.of(new ByTcp()
                                .to(silent.getLocalPort())
                                .clientId("gw-a72f")
                                .withoutPresence("test")
                                .connectTimeout(Duration.ofSeconds(60)))
                        .run()
                        .toString();
            } catch (IncompatibleLibraryException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty-codec", "netty-resolver", "jctools-core", "rxjava", "reactive-streams", "dagger"})
    void shouldNameTheClassInAPreflight(String name) throws Exception {
        try (OtherLibraries without = OtherLibraries.without(name)) {
            assertThat(without.call(ByPreflight.class))
                    .asString()
                    .contains("a library is missing on the class path")
                    .doesNotContain("no answer");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "netty-codec, io.netty.handler.codec.ByteToMessageDecoder, io.netty:netty-bom",
        "netty-resolver, io.netty.resolver.AddressResolverGroup, io.netty:netty-bom",
        "jctools-core, org.jctools.queues, org.jctools:jctools-core",
        "rxjava, io.reactivex, io.reactivex.rxjava2:rxjava",
        "reactive-streams, org.reactivestreams., org.reactivestreams:reactive-streams",
        "dagger, dagger.internal, com.google.dagger:dagger"
    })
    void shouldNameTheClassAndItsLibrary(String name, String type, String library) throws Exception {
        try (OtherLibraries without = OtherLibraries.without(name)) {
            assertThat((List<?>) without.call(ByTcp.class))
                    .hasSize(2)
                    .allSatisfy(said -> assertThat(said)
                            .asString()
                            .startsWith("cannot connect")
                            .contains(
                                    ": a library is missing on the class path or has another version than Latido needs")
                            .contains(type)
                            .contains("compare the version of " + library)
                            .doesNotContain("no answer", "\n"));
        }
    }

    @Test
    void shouldNameTheLibraryOfWebSockets() throws Exception {
        try (OtherLibraries without = OtherLibraries.without("netty-codec-http")) {
            assertThat((List<?>) without.call(ByWebSocket.class))
                    .hasSize(2)
                    .allSatisfy(said -> assertThat(said)
                            .asString()
                            .contains("the connection cannot be set up")
                            .contains("add io.netty:netty-codec-http"));
        }
    }

    @Test
    void shouldNameTheLibraryOfProxies() throws Exception {
        try (OtherLibraries without = OtherLibraries.without("netty-handler-proxy")) {
            assertThat((List<?>) without.call(ByProxy.class))
                    .hasSize(2)
                    .allSatisfy(said -> assertThat(said).asString().contains("netty-handler-proxy"));
        }
    }
}
