package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.Preflight;
import dev.latido.core.PreflightReport;
import dev.latido.core.StateChange;
import dev.latido.core.Tls;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.Validity;
import dev.latido.testkit.internal.process.ReservedPort;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user reads of every kind of failed attempt, in a log of level info. With {@code -Pproof} every kind is tried on
 * its transports with all versions of MQTT at all entry points. Otherwise the cases are a pairwise selection of kind,
 * transport, version and entry point: each value of each of them is there at least once, and so is each pair of values
 * that is possible.
 */
class FailedAttemptsIT {

    private static final boolean PROOF = Boolean.getBoolean("latido.proof");

    /** The client's side of the log; the broker runs in a process of its own. */
    private static final String[] CLIENT = {"dev.latido", "com.hivemq.client", "io.netty", "io.reactivex"};

    private static final DevelopmentCa ca = DevelopmentCa.create();

    /** The client ids in the log. */
    private static final Pattern CLIENT_ID = Pattern.compile("gw-\\d+");

    private static final SSLContext localhost = server("localhost");

    @TempDir
    private static Path directory;

    private static Path certificate;
    private static ReservedPort webSockets;
    private static MosquittoBroker broker;
    private static Logged log;

    /** One for each case, by which it finds its lines in the log of all. */
    private final String clientId = Fleet.clientId();

    private final List<StateChange> changes = new CopyOnWriteArrayList<>();

    /** The ways to a broker. */
    enum Way {
        TCP,
        TLS,
        WEB_SOCKET,
        SECURE_WEB_SOCKET,
        HTTP_PROXY,
        SOCKS_PROXY;

        String uri(int port) {
            return switch (this) {
                case TCP -> "mqtt://localhost:" + port;
                case TLS -> "mqtts://localhost:" + port;
                case WEB_SOCKET -> "ws://localhost:" + port;
                case SECURE_WEB_SOCKET -> "wss://localhost:" + port;
                case HTTP_PROXY, SOCKS_PROXY -> "mqtt://broker.example";
            };
        }

        FaultyPort.Manner working() {
            return switch (this) {
                case TCP -> FaultyPort.to(broker.port());
                case TLS -> FaultyPort.tls(localhost, broker.port());
                case WEB_SOCKET -> FaultyPort.to(webSockets.number());
                case SECURE_WEB_SOCKET -> FaultyPort.tls(localhost, webSockets.number());
                case HTTP_PROXY -> FaultyPort.httpProxy(broker.port());
                case SOCKS_PROXY -> FaultyPort.socksProxy(broker.port());
            };
        }
    }

    /** One kind of failed attempt. */
    record Kind(
            String name,
            Way way,
            Consumer<FaultyPort> fault,
            boolean permanent,
            @Nullable MqttVersion onlyVersion,
            String... words) {

        boolean isSilent() {
            return Stream.of("dropped", "silent", "no CONNACK", "no handshake").anyMatch(name::contains);
        }

        static Kind temporary(String name, Way way, FaultyPort.Manner manner, String... words) {
            return new Kind(name, way, port -> port.serve(manner), false, null, words);
        }

        static Kind permanent(String name, Way way, FaultyPort.Manner manner, String... words) {
            return new Kind(name, way, port -> port.serve(manner), true, null, words);
        }

        @Override
        public String toString() {
            return way + ", " + name;
        }
    }

    /** What a user calls, and when the fault is there. */
    enum Entry {
        START,
        CONNECT,
        OUTAGE,
        PREFLIGHT
    }

    record Case(Kind kind, MqttVersion version, Entry entry) {

        /** What takes all of its time gets little of it, but enough for a slow machine to find out the cause. */
        Duration timeout() {
            if (kind.permanent()) {
                return Duration.ofSeconds(20);
            }
            return Duration.ofSeconds(entry == Entry.CONNECT ? 4 : kind.isSilent() ? 1 : 5);
        }

        /** An attempt has nine tenths of the time. */
        String[] words() {
            String attempt = timeout().toMillis() * 9 / 10 + " ms";
            return Stream.of(kind.words())
                    .map(words -> words.replace("{attempt}", attempt))
                    .toArray(String[]::new);
        }

        /** The pairs of values of which this is an example. */
        private Set<Set<Object>> pairs() {
            List<Object> values = List.of(kind.name(), kind.way(), version, entry);
            Set<Set<Object>> pairs = new HashSet<>();
            for (int i = 0; i < values.size(); i++) {
                for (int j = 0; j < i; j++) {
                    pairs.add(Set.of(values.get(i), values.get(j)));
                }
            }
            return pairs;
        }

        @Override
        public String toString() {
            return kind + ", " + version;
        }
    }

    /** All cases, or so many that each pair is there. A class of its own: it is made once, by whichever test is first. */
    private static final class Selection {

        static final List<Case> CASES = PROOF ? all() : pairwise(all());

        private static List<Case> all() {
            return kinds().stream()
                    .flatMap(kind -> Stream.of(MqttVersion.values())
                            .filter(version -> kind.onlyVersion() == null || kind.onlyVersion() == version)
                            .flatMap(version -> Stream.of(Entry.values()).map(entry -> new Case(kind, version, entry))))
                    .toList();
        }

        /** Takes the case with most pairs that are not there yet, until none is missing. */
        private static List<Case> pairwise(List<Case> all) {
            Set<Set<Object>> missing = new HashSet<>();
            all.forEach(one -> missing.addAll(one.pairs()));
            List<Case> chosen = new ArrayList<>();
            while (!missing.isEmpty()) {
                Case next = Collections.max(
                        all,
                        Comparator.comparingLong(one ->
                                one.pairs().stream().filter(missing::contains).count()));
                chosen.add(next);
                missing.removeAll(next.pairs());
            }
            return chosen;
        }
    }

    private static Stream<Case> cases(Entry entry) {
        return Selection.CASES.stream().filter(one -> one.entry() == entry);
    }

    static Stream<Case> started() {
        return cases(Entry.START);
    }

    static Stream<Case> connected() {
        return cases(Entry.CONNECT);
    }

    static Stream<Case> interrupted() {
        return cases(Entry.OUTAGE);
    }

    static Stream<Case> preflown() {
        return cases(Entry.PREFLIGHT);
    }

    @BeforeAll
    static void start() {
        BrokerKind.MOSQUITTO.assumeAvailable();
        certificate = ca.writeCertificate(directory);
        log = Logged.everything(Level.INFO);
        webSockets = ReservedPort.free();
        broker = MosquittoBroker.builder()
                .configuration("listener " + webSockets.number() + " 127.0.0.1", "protocol websockets")
                .start();
    }

    @AfterAll
    static void stop() {
        if (log != null) {
            log.close();
        }
        if (broker != null) {
            broker.close();
            webSockets.close();
        }
    }

    private static SSLContext server(String... names) {
        return server(ca.issueServer(names));
    }

    private static SSLContext server(IssuedCertificate certificate) {
        try {
            char[] password = "of-the-port".toCharArray();
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(certificate.keyStore(password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static FaultyPort.Manner http(String status) {
        return FaultyPort.answering("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
    }

    // --- the table ---

    private static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (Way way : List.of(Way.TCP, Way.TLS, Way.WEB_SOCKET)) {
            kinds.add(new Kind("nobody listens", way, FaultyPort::refuse, false, null, "connection refused", "port"));
        }
        kinds.add(new Kind("packets are dropped", Way.TCP, FaultyPort::drop, false, null, "no answer", "firewall"));
        kinds.add(new Kind("packets are dropped", Way.TLS, FaultyPort::drop, false, null, "no answer", "firewall"));
        kinds.add(Kind.permanent("HTTP", Way.TCP, http("400 Bad Request"), "answers with HTTP ('HTTP/1.1 400"));
        kinds.add(Kind.permanent("HTTP", Way.TLS, http("400 Bad Request"), "answers with HTTP", "not with TLS"));
        kinds.add(Kind.permanent("SSH", Way.TCP, FaultyPort.greeting("SSH-2.0-OpenSSH_9.2\r\n"), "answers with SSH"));
        kinds.add(Kind.permanent("SSH", Way.TLS, FaultyPort.greeting("SSH-2.0-OpenSSH_9.2\r\n"), "answers with SSH"));
        kinds.add(Kind.permanent("SSH", Way.WEB_SOCKET, FaultyPort.greeting("SSH-2.0-OpenSSH_9.2\r\n"), "with SSH"));
        kinds.add(Kind.permanent("SMTP", Way.TCP, FaultyPort.greeting("220 mail ESMTP\r\n"), "the text '220 mail"));
        kinds.add(Kind.permanent("AMQP", Way.TCP, FaultyPort.answeringHex("414d515000000901"), "answers with AMQP"));
        kinds.add(Kind.permanent("TLS", Way.TCP, FaultyPort.tls(localhost, 1), "answers with TLS", "mqtts"));
        kinds.add(Kind.permanent("TLS", Way.WEB_SOCKET, FaultyPort.tls(localhost, 1), "TLS", "wss"));
        kinds.add(Kind.temporary("plain MQTT", Way.TLS, FaultyPort.closing(), "TLS listener", "8883"));
        kinds.add(Kind.temporary("plain MQTT", Way.WEB_SOCKET, FaultyPort.closing(), "closed", "WebSocket listener"));
        for (Way way : List.of(Way.WEB_SOCKET, Way.SECURE_WEB_SOCKET)) {
            FaultyPort.Manner[] answers = Stream.of("401 Unauthorized", "403 Forbidden", "404 Not Found", "302 Found")
                    .map(FailedAttemptsIT::http)
                    .map(manner -> way == Way.WEB_SOCKET ? manner : FaultyPort.insideTls(localhost, manner))
                    .toArray(FaultyPort.Manner[]::new);
            kinds.add(Kind.permanent("401", way, answers[0], "HTTP 401 Unauthorized", "token"));
            kinds.add(Kind.permanent("403", way, answers[1], "HTTP 403 Forbidden", "path /mqtt"));
            kinds.add(Kind.permanent("404", way, answers[2], "HTTP 404 Not Found", "no WebSocket at the path /mqtt"));
            kinds.add(Kind.permanent("302", way, answers[3], "HTTP 302 Found", "redirects"));
        }
        kinds.add(Kind.temporary("503", Way.WEB_SOCKET, http("503 Service Unavailable"), "HTTP 503", "not available"));
        kinds.add(Kind.temporary("silent", Way.WEB_SOCKET, FaultyPort.silent(), "not answered within {attempt}"));
        kinds.add(Kind.permanent(
                "proxy 407",
                Way.HTTP_PROXY,
                http("407 Proxy Authentication Required"),
                "HTTP 407",
                "user name and password"));
        kinds.add(Kind.permanent("proxy 403", Way.HTTP_PROXY, http("403 Forbidden"), "HTTP 403", "must allow CONNECT"));
        kinds.add(Kind.temporary("proxy 502", Way.HTTP_PROXY, http("502 Bad Gateway"), "HTTP 502", "cannot reach"));
        kinds.add(Kind.temporary(
                "silent proxy", Way.HTTP_PROXY, FaultyPort.silent(), "does not answer within {attempt}"));
        kinds.add(Kind.temporary("closing proxy", Way.HTTP_PROXY, FaultyPort.closing(), "closed the connection"));
        for (Way way : List.of(Way.HTTP_PROXY, Way.SOCKS_PROXY)) {
            kinds.add(new Kind("proxy refuses", way, FaultyPort::refuse, false, null, "proxy", "connection refused"));
        }
        kinds.add(Kind.permanent(
                "no method", Way.SOCKS_PROXY, FaultyPort.answeringHex("05ff"), "does not let this client log in"));
        kinds.add(Kind.permanent("not allowed", Way.SOCKS_PROXY, FaultyPort.socksProxyRefusing("02"), "forbids"));
        kinds.add(Kind.temporary(
                "unreachable",
                Way.SOCKS_PROXY,
                FaultyPort.socksProxyRefusing("04"),
                "cannot reach broker.example:1883"));
        kinds.add(Kind.temporary("no CONNACK", Way.TCP, FaultyPort.silent(), "no CONNACK within {attempt}"));
        kinds.add(Kind.temporary("no handshake", Way.TLS, FaultyPort.silent(), "TLS", "8883"));
        kinds.add(Kind.temporary("closed at once", Way.TCP, FaultyPort.closingAtOnce(), "closed before", "mqtts://"));
        kinds.add(Kind.temporary("closed after CONNECT", Way.TCP, FaultyPort.closing(), "closed before", "mqtts://"));
        kinds.add(Kind.temporary("reset", Way.TCP, FaultyPort.resetting(), "Connection reset", "mqtts://"));
        kinds.add(Kind.temporary(
                "closed after CONNECT",
                Way.TLS,
                FaultyPort.insideTls(localhost, FaultyPort.closing()),
                "ended before the broker accepted",
                "broker's log"));
        kinds.add(Kind.permanent(
                "HTTP inside of TLS",
                Way.TLS,
                FaultyPort.insideTls(localhost, http("400 Bad Request")),
                "answers with HTTP",
                "not with MQTT"));
        kinds.add(Kind.permanent(
                "ALPN", Way.TLS, FaultyPort.answeringHex("15030300020278"), "no application protocol", "8883"));
        kinds.add(Kind.permanent(
                "untrusted",
                Way.TLS,
                FaultyPort.tls(server(DevelopmentCa.create().issueServer("localhost")), 1),
                "not signed by a trusted authority"));
        kinds.add(Kind.permanent(
                "expired",
                Way.TLS,
                FaultyPort.tls(server(ca.issueServer(Validity.expiredAt(Instant.now()), "localhost")), 1),
                "expired on"));
        kinds.add(Kind.permanent(
                "another name",
                Way.TLS,
                FaultyPort.tls(server("broker.example"), 1),
                "valid for",
                "not for localhost"));
        kinds.add(Kind.permanent(
                "another name",
                Way.SECURE_WEB_SOCKET,
                FaultyPort.tls(server("broker.example"), 1),
                "not for localhost"));
        kinds.add(Kind.permanent("not MQTT", Way.TCP, FaultyPort.answeringHex("0000"), "not valid MQTT"));
        kinds.add(answer(MqttVersion.MQTT_5, "85", true, "client identifier not valid", "choose a client id"));
        kinds.add(answer(MqttVersion.MQTT_5, "86", true, "bad user name or password", "check user name"));
        kinds.add(answer(MqttVersion.MQTT_5, "87", true, "not authorized", "allow gw-"));
        kinds.add(answer(MqttVersion.MQTT_5, "88", false, "server unavailable", "try again later"));
        kinds.add(answer(MqttVersion.MQTT_5, "8a", true, "banned", "administrator"));
        kinds.add(answer(MqttVersion.MQTT_5, "9c", true, "use another server", "server that the broker names"));
        kinds.add(answer(MqttVersion.MQTT_3_1_1, "01", true, "unsupported protocol version", "MqttVersion"));
        kinds.add(answer(MqttVersion.MQTT_3_1_1, "02", true, "identifier rejected", "choose a client id"));
        kinds.add(answer(MqttVersion.MQTT_3_1_1, "03", false, "server unavailable", "try again later"));
        kinds.add(answer(MqttVersion.MQTT_3_1_1, "04", true, "bad user name or password", "check user name"));
        kinds.add(answer(MqttVersion.MQTT_3_1_1, "05", true, "not authorized", "allow gw-"));
        return kinds;
    }

    private static Kind answer(MqttVersion version, String code, boolean permanent, String... words) {
        FaultyPort.Manner manner =
                FaultyPort.answeringHex(version == MqttVersion.MQTT_5 ? "200300" + code + "00" : "200200" + code);
        return new Kind("CONNACK " + code, Way.TCP, port -> port.serve(manner), permanent, version, words);
    }

    // --- the tests ---

    private MqttConnection.Builder client(Case tried, FaultyPort port) {
        MqttConnection.Builder client = MqttConnection.builder()
                .broker(tried.kind().way().uri(port.number()))
                .clientId(clientId)
                .version(tried.version())
                .withoutPresence("a test")
                .insecure("a test")
                .backoff(Fleet.QUICK)
                .connectTimeout(tried.timeout())
                .listener(changes::add);
        return switch (tried.kind().way()) {
            case TLS, SECURE_WEB_SOCKET -> client.tls(Tls.trusting(certificate));
            case HTTP_PROXY -> client.proxy(NetworkProxy.http("localhost", port.number()));
            case SOCKS_PROXY -> client.proxy(NetworkProxy.socks5("localhost", port.number()));
            default -> client;
        };
    }

    /** The lines of this case, and those that do not say whose they are. */
    private List<String> seen(String level) {
        return log.seen(CLIENT).stream()
                .filter(line -> line.startsWith(level))
                .filter(line ->
                        line.contains(clientId) || !CLIENT_ID.matcher(line).find())
                .filter(line -> !line.contains("without encryption") && !line.contains(" grants "))
                .filter(line -> !line.contains("unacknowledged messages at a time"))
                .toList();
    }

    private void assertInWords(String warning, Case tried) {
        assertThat(warning)
                .contains(clientId + " at " + tried.kind().way().uri(0).substring(0, 7))
                .contains(tried.words())
                .doesNotContain("Exception", "io.netty", "\tat ", "hivemq", "\n");
    }

    private void awaitFailures(int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(changes)
                        .filteredOn(change -> change.cause().isPresent())
                        .as(() -> "changes %s, log %s".formatted(changes, seen("")))
                        .hasSizeGreaterThanOrEqualTo(count));
    }

    /** In the background, until the fault is over. */
    @ParameterizedTest
    @MethodSource("started")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldWarnOnceOfAConnectionThatCannotBeMadeAndSayWhenItCan(Case tried) {
        try (FaultyPort port = new FaultyPort()) {
            tried.kind().fault().accept(port);
            try (MqttConnection connection = client(tried, port).start()) {
                awaitFailures(3);
                assertThat(seen("WARN")).singleElement().satisfies(warning -> {
                    assertInWords(warning, tried);
                    assertThat(warning)
                            .contains(
                                    tried.kind().permanent()
                                            ? "Only a person can fix this; retrying every 200 ms"
                                            : "Next attempt in");
                });
                assertThat(connection.state())
                        .isEqualTo(tried.kind().permanent() ? ConnectionState.REFUSED : ConnectionState.CONNECTING);

                port.serve(tried.kind().way().working());
                await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);
                await().atMost(SOON).until(() -> !seen("INFO").isEmpty());
            }
            assertThat(seen("INFO")).singleElement().asString().contains("connected after ", " failed attempts)");
            assertThat(seen("WARN")).hasSize(1);
            assertThat(seen("ERROR")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("connected")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldEndConnectWithTheSameWords(Case tried) {
        try (FaultyPort port = new FaultyPort()) {
            tried.kind().fault().accept(port);

            assertThatThrownBy(client(tried, port)::connect)
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageContainingAll(tried.words())
                    .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("Exception"));
            assertThat(seen("WARN")).singleElement().satisfies(warning -> {
                assertInWords(warning, tried);
                if (tried.kind().permanent()) {
                    assertThat(warning).endsWith("connect() does not try again");
                }
            });
            if (tried.kind().permanent()) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(changes)
                                .filteredOn(change -> change.to() == ConnectionState.REFUSED)
                                .hasSize(1));
            }
        }
    }

    /** The loss is one warning; another one follows only for a cause that a person has to fix. */
    @ParameterizedTest
    @MethodSource("interrupted")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldWarnOfAnOutageAndSayWhenItIsOver(Case tried) {
        try (FaultyPort port = new FaultyPort()) {
            port.serve(tried.kind().way().working());
            try (MqttConnection connection = client(tried, port).start()) {
                await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);
                assertThat(seen("WARN")).isEmpty();
                changes.clear();
                tried.kind().fault().accept(port);
                awaitFailures(3);
                List<String> warnings = seen("WARN");
                assertThat(warnings).hasSize(tried.kind().permanent() ? 2 : 1);
                assertThat(warnings.get(0)).contains("the connection is lost: ", "Next attempt in");
                if (tried.kind().permanent()) {
                    assertInWords(warnings.get(1), tried);
                }

                port.serve(tried.kind().way().working());
                await().atMost(SOON.multipliedBy(2)).until(() -> connection.state() == ConnectionState.CONNECTED);
            }
            assertThat(seen("INFO")).singleElement().asString().contains("connected again after ");
            assertThat(seen("WARN")).hasSize(tried.kind().permanent() ? 2 : 1);
        }
    }

    /** TLS is tried without MQTT first, and its words are its own. */
    @ParameterizedTest
    @MethodSource("preflown")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldFindTheSameInAPreflight(Case tried) {
        try (FaultyPort port = new FaultyPort()) {
            tried.kind().fault().accept(port);

            PreflightReport report = Preflight.of(client(tried, port)).run();

            assertThat(report.isOk()).isFalse();
            assertThat(report.lines())
                    .filteredOn(line -> line.outcome() == PreflightReport.Outcome.PROBLEM)
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.advice()).isNotEmpty();
                        if (tried.kind().way() != Way.TLS) {
                            assertThat(line.finding() + "; " + line.advice())
                                    .contains(tried.words())
                                    .doesNotContain("Exception");
                        }
                    });
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldWarnOnceOfANameThatCannotBeResolved() {
        try (MqttConnection connection = MqttConnection.builder()
                .broker("mqtts://no-such-host.invalid")
                .clientId(clientId)
                .withoutPresence("a test")
                .backoff(Fleet.QUICK)
                .listener(changes::add)
                .start()) {
            awaitFailures(3);
            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
            assertThat(seen("WARN"))
                    .singleElement()
                    .asString()
                    .contains("the name no-such-host.invalid cannot be resolved", "DNS", "Next attempt in")
                    .doesNotContain("Exception");
        }
    }
}
