package dev.latido.core.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latido.core.Backoff;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.PresenceFormat;
import dev.latido.core.StateChange;
import dev.latido.core.Tls;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.ClosedPort;
import dev.latido.core.internal.presence.PresenceAnnouncements;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.topics.Topic;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ConnectionBuilderTest {

    private static final int CLOSED_PORT = ClosedPort.find();
    private static final Topic PRESENCE = Topic.unchecked("acme/v1/state/planta-1/norte/gw-a72f/presence");
    private static final String SECRET = "s3cr3t";

    /** Complete, and nobody answers. */
    private static MqttConnection.Builder complete() {
        return MqttConnection.builder()
                .broker("mqtt://127.0.0.1:" + CLOSED_PORT)
                .clientId("gw-a72f")
                .presence(PRESENCE)
                .backoff(Backoff.between(Duration.ofDays(10), Duration.ofDays(10)));
    }

    private static ConnectionSettings settings(MqttConnection.Builder builder) {
        try (MqttConnection connection = builder.start()) {
            return ((ResilientConnection) connection).settings();
        }
    }

    @Test
    void shouldHaveTheDefaultsThatAreDocumented() {
        ConnectionSettings settings = settings(MqttConnection.builder()
                .broker("mqtt://127.0.0.1:" + CLOSED_PORT)
                .clientId("gw-a72f")
                .withoutPresence("test"));

        assertThat(settings.keepAlive())
                .isEqualTo(MqttConnection.DEFAULT_KEEP_ALIVE)
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.sessionExpiry())
                .isEqualTo(MqttConnection.DEFAULT_SESSION_EXPIRY)
                .isEqualTo(Duration.ofDays(7));
        assertThat(settings.receiveMaximum())
                .isEqualTo(MqttConnection.DEFAULT_RECEIVE_MAXIMUM)
                .isEqualTo(256);
        assertThat(settings.connectTimeout())
                .isEqualTo(MqttConnection.DEFAULT_CONNECT_TIMEOUT)
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.closeTimeout())
                .isEqualTo(MqttConnection.DEFAULT_CLOSE_TIMEOUT)
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.attemptTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.backoff()).isSameAs(Backoff.defaults());
        assertThat(settings.tls()).isSameAs(Tls.trustingSystem());
        assertThat(settings.credentials()).isNull();
        assertThat(settings.presence()).isNull();
        assertThat(settings.listeners()).isEmpty();
        assertThat(settings.version()).isEqualTo(MqttVersion.MQTT_5);
        assertThat(settings.proxy()).isNull();
        assertThat(settings.willDelay())
                .isEqualTo(MqttConnection.DEFAULT_WILL_DELAY)
                .isZero();
        assertThat(settings.devices()).isEqualTo(MqttConnection.DEFAULT_DEVICES);
    }

    @Test
    void shouldExpectOneDeviceBehindAPresence() {
        ConnectionSettings settings = settings(complete());

        assertThat(settings.devices()).isEqualTo(1);
        assertThat(settings.presence()).isNotNull().returns(PresenceFormat.TEXT, PresenceAnnouncements::format);
    }

    @Test
    void shouldRefuseWhatMqtt311HasNoWordsFor() {
        MqttConnection.Builder old = complete().version(MqttVersion.MQTT_3_1_1);

        assertThatCode(() -> old.start().close()).doesNotThrowAnyException();
        old.sessionExpiry(Duration.ofDays(7)).receiveMaximum(10).willDelay(Duration.ofSeconds(1));
        assertThatIllegalStateException()
                .isThrownBy(old::start)
                .withMessageContainingAll("MQTT 3.1.1", "sessionExpiry", "receiveMaximum", "willDelay");
    }

    @Test
    void shouldRefuseAWillDelayWithoutAWill() {
        assertThatIllegalStateException()
                .isThrownBy(() -> MqttConnection.builder()
                        .broker("mqtt://localhost")
                        .clientId("gw")
                        .withoutPresence("test")
                        .willDelay(Duration.ofSeconds(1))
                        .start())
                .withMessageContaining("no effect without presence");
    }

    @Test
    void shouldTakeWhatIsSet() {
        Backoff backoff = Backoff.between(Duration.ofSeconds(50), Duration.ofSeconds(50));
        NetworkProxy proxy = NetworkProxy.http("proxy", 3128);
        ConnectionSettings settings = settings(complete()
                .proxy(proxy)
                .presenceFormat(PresenceFormat.JSON)
                .willDelay(Duration.ofSeconds(5))
                .devices(100)
                .keepAlive(Duration.ofSeconds(65_535))
                .sessionExpiry(Duration.ofSeconds(1))
                .receiveMaximum(65_535)
                .connectTimeout(Duration.ofSeconds(3))
                .closeTimeout(Duration.ofSeconds(4))
                .credentials("gw-a72f", SECRET.toCharArray())
                .backoff(backoff));

        assertThat(settings.clientId()).isEqualTo("gw-a72f");
        assertThat(settings.presence())
                .isNotNull()
                .returns(PRESENCE, PresenceAnnouncements::topic)
                .returns(PresenceFormat.JSON, PresenceAnnouncements::format);
        assertThat(settings.version()).isEqualTo(MqttVersion.MQTT_5);
        assertThat(settings.proxy()).isSameAs(proxy);
        assertThat(settings.willDelay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.devices()).isEqualTo(100);
        assertThat(settings.keepAlive()).isEqualTo(Duration.ofSeconds(65_535));
        assertThat(settings.sessionExpiry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.receiveMaximum()).isEqualTo(65_535);
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.attemptTimeout()).isEqualTo(Duration.ofMillis(2_700));
        assertThat(settings.closeTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.credentials()).isNotNull().extracting(Supplier::get).hasToString("Credentials[gw-a72f]");
        assertThat(settings.backoff()).isSameAs(backoff);
    }

    // --- what is required ---

    static Stream<Arguments> incomplete() {
        MqttConnection.Builder noBroker =
                MqttConnection.builder().clientId("gw").presence(PRESENCE);
        MqttConnection.Builder noClientId =
                MqttConnection.builder().broker("mqtts://broker").presence(PRESENCE);
        MqttConnection.Builder noPresence =
                MqttConnection.builder().broker("mqtts://broker").clientId("gw");
        return Stream.of(
                Arguments.of("broker", noBroker),
                Arguments.of("clientId", noClientId),
                Arguments.of("presence(topic)", noPresence),
                Arguments.of("withoutPresence", noPresence));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("incomplete")
    void shouldNameWhatIsMissing(String missing, MqttConnection.Builder builder) {
        assertThatIllegalStateException().isThrownBy(builder::start).withMessageContainingAll(missing, "is required");
        assertThatIllegalStateException().isThrownBy(builder::connect).withMessageContaining(missing);
    }

    @Test
    void shouldRefusePresenceTogetherWithItsAbsence() {
        assertThatIllegalStateException()
                .isThrownBy(() -> complete().withoutPresence("bridge").start())
                .withMessageContainingAll("presence", "withoutPresence", "contradict");
    }

    // --- where to ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost.example.com",
                "127.0.0.1.example.com",
                "127-0-0-1.example.com",
                "localhosts",
                "my-localhost",
                "loopback",
                "localhost.",
                "broker.acme.example",
                "10.0.0.1",
                "128.0.0.1",
                "0.0.0.0",
                "[::]",
                "[2001:db8::1]",
                "[::ffff:10.0.0.1]"
            })
    void shouldRefusePlainMqttWhenTheHostIsNotThisMachine(String host) {
        MqttConnection.Builder builder = complete().broker("mqtt://" + host + ":" + CLOSED_PORT);

        assertThatIllegalStateException()
                .isThrownBy(builder::start)
                .withMessageContainingAll("plain mqtt to " + host, "mqtts://", "insecure(\"reason\")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "[::1]", "[0:0:0:0:0:0:0:1]"})
    void shouldTakePlainMqttWhenTheHostIsThisMachine(String host) {
        MqttConnection.Builder builder = complete().broker("mqtt://" + host + ":" + CLOSED_PORT);

        assertThatCode(() -> builder.start().close()).doesNotThrowAnyException();
    }

    @Test
    void shouldTakePlainMqttWhenThereIsAReason() {
        MqttConnection.Builder builder =
                complete().broker("mqtt://0.0.0.0:" + CLOSED_PORT).insecure("test");

        assertThatCode(() -> builder.start().close()).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseTlsForAPlainBroker() {
        assertThatIllegalStateException()
                .isThrownBy(complete().tls(Tls.trustingSystem())::start)
                .withMessageContainingAll("tls(...)", "mqtt://127.0.0.1", "contradict", "mqtts://");
    }

    @Test
    void shouldWarnOfEachUnencryptedWayWithItsReason() {
        Logger log = (Logger) LoggerFactory.getLogger(MqttConnection.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        Level level = log.getLevel();
        log.setLevel(Level.WARN);
        log.addAppender(events);
        try {
            ConnectionBuilder declaration = (ConnectionBuilder) complete()
                    .brokers("mqtt://plain.acme.example", "mqtts://safe.acme.example", "ws://old.acme.example")
                    .insecure("the plant's own cable");
            declaration.settings();
        } finally {
            log.detachAppender(events);
            log.setLevel(level);
        }

        assertThat(events.list)
                .filteredOn(event -> event.getLevel().equals(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "gw-a72f connects without encryption to mqtt://plain.acme.example:1883: the plant's own cable",
                        "gw-a72f connects without encryption to ws://old.acme.example:80: the plant's own cable");
    }

    /** Tokens go by query where a broker in a cloud wants it. */
    @Test
    void shouldNotShowTheQueryOfAUri() {
        assertThatIllegalStateException()
                .isThrownBy(
                        complete().broker("ws://127.0.0.1/mqtt?token=s3cr3t").tls(Tls.trustingSystem())::start)
                .withMessageContaining("ws://127.0.0.1:80")
                .withMessageNotContaining("s3cr3t");
        for (String wrong :
                List.of("https://broker/mqtt?token=s3cr3t", "wss://local_host?token=s3cr3t", "wss://a b?t=s3cr3t@x")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> complete().broker(wrong))
                    .withMessageContaining("?***")
                    .withMessageNotContaining("s3cr3t");
        }
    }

    @Test
    void shouldRefuseATlsOfSomebodyElse() {
        Tls foreign = (Tls) Proxy.newProxyInstance(
                Tls.class.getClassLoader(), new Class<?>[] {Tls.class}, (proxy, method, arguments) -> null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete().tls(foreign))
                .withMessageContaining("tls must come from a method of Tls");
    }

    @Test
    void shouldUseTheStandardPortsWhenNoneIsGiven() {
        assertThat(BrokerAddress.of(URI.create("mqtt://localhost")))
                .returns(1883, BrokerAddress::port)
                .returns(false, BrokerAddress::encrypted)
                .returns(false, BrokerAddress::webSocket);
        assertThat(BrokerAddress.of(URI.create("MQTTS://localhost")))
                .returns(8883, BrokerAddress::port)
                .returns(true, BrokerAddress::encrypted)
                .hasToString("mqtts://localhost:8883");
        assertThat(BrokerAddress.of(URI.create("ws://localhost")))
                .returns(80, BrokerAddress::port)
                .returns(false, BrokerAddress::encrypted)
                .returns(true, BrokerAddress::webSocket)
                .returns("mqtt", BrokerAddress::path)
                .returns("", BrokerAddress::query);
        assertThat(BrokerAddress.of(URI.create("wss://[::1]/a/b?token=t")))
                .returns(443, BrokerAddress::port)
                .returns("::1", BrokerAddress::host)
                .returns(true, BrokerAddress::encrypted)
                .returns("a/b", BrokerAddress::path)
                .returns("token=t", BrokerAddress::query)
                .hasToString("wss://[::1]:443");
    }

    @Test
    void shouldRefuseAPathWhereThereIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete().broker("mqtts://broker/plant"))
                .withMessageContainingAll("path", "/plant", "wss://");
    }

    @Test
    void shouldTakeSeveralBrokersInOrder() {
        ConnectionSettings settings = settings(complete().brokers("mqtts://a", "wss://b", "mqtt://localhost"));

        assertThat(settings.brokers())
                .extracting(BrokerAddress::toString)
                .containsExactly("mqtts://a:8883", "wss://b:443", "mqtt://localhost:1883");
        assertThat(settings).hasToString("gw-a72f at mqtts://a:8883 or [wss://b:443, mqtt://localhost:1883]");
    }

    @Test
    void shouldJudgeEachOfSeveralBrokers() {
        assertThatIllegalStateException()
                .isThrownBy(() -> complete().brokers("mqtts://a", "ws://b").start())
                .withMessageContaining("plain ws to b");
        assertThatIllegalArgumentException().isThrownBy(() -> complete().brokers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://broker", "ssl://broker", "broker", "broker:1883", "mqtts:broker", "mqtts:///", "//broker"
            })
    void shouldRefuseOtherUris(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete().broker(uri))
                .withMessageStartingWith("broker must be mqtts://host[:port]")
                .withMessageContaining(", was " + uri + "; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtts://bro ker", "mqtts://", "::"})
    void shouldRefuseWhatIsNoUri(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete().broker(uri))
                .withMessageContaining("was " + uri);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_536, 99_999})
    void shouldRefuseAPortThatThereIsNot(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete().broker("mqtts://broker:" + port))
                .withMessageContainingAll("port", "1 to 65535", "was " + port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mqtts://gw:" + SECRET + "@broker:8883",
                "mqtts://" + SECRET + "@broker",
                "http://gw:" + SECRET + "@broker",
                "mqtts://gw:" + SECRET + "@my_broker:8883",
                "mqtts://gw:" + SECRET + "@",
                "mqtts://gw:" + SECRET + "/x@broker",
                "mqtts://gw:" + SECRET + "#x@broker",
                "mqtts://gw:" + SECRET + " x@broker",
                "mqtts:gw:" + SECRET + "@broker",
                "gw:" + SECRET + "@broker"
            })
    void shouldRefuseCredentialsInTheUriWithoutRepeatingThem(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete().broker(uri))
                .satisfies(e -> {
                    for (Throwable t = e; t != null; t = t.getCause()) {
                        assertThat(t).hasMessageNotContaining(SECRET);
                    }
                });
    }

    @Test
    void shouldPointToCredentialsWhenTheyAreInTheUri() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete().broker(URI.create("mqtts://gw:" + SECRET + "@broker")))
                .withMessageContaining("use credentials(username, password)");
    }

    // --- ranges ---

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                outOfRange("was ''", b -> b.clientId("")),
                outOfRange("was '" + "x".repeat(129) + "'", b -> b.clientId("x".repeat(129))),
                outOfRange("was 'a b'", b -> b.clientId("a b")),
                outOfRange("was 'a\tb'", b -> b.clientId("a\tb")),
                outOfRange("was 'a\u0000b'", b -> b.clientId("a\u0000b")),
                outOfRange("was 'a\u0085b'", b -> b.clientId("a\u0085b")),
                outOfRange("was 'a\u2003b'", b -> b.clientId("a\u2003b")),
                outOfRange("was blank", b -> b.withoutPresence(" ")),
                outOfRange("was blank", b -> b.insecure("")),
                outOfRange("was PT0S", b -> b.keepAlive(Duration.ZERO)),
                outOfRange("was PT1.5S", b -> b.keepAlive(Duration.ofMillis(1_500))),
                outOfRange("was PT18H12M16S", b -> b.keepAlive(Duration.ofSeconds(65_536))),
                outOfRange("was PT-1S", b -> b.sessionExpiry(Duration.ofSeconds(-1))),
                outOfRange("was PT0.001S", b -> b.sessionExpiry(Duration.ofMillis(1))),
                outOfRange("was PT1193046H28M15S", b -> b.sessionExpiry(Duration.ofSeconds(4_294_967_295L))),
                outOfRange("was 0", b -> b.receiveMaximum(0)),
                outOfRange("was 65536", b -> b.receiveMaximum(65_536)),
                outOfRange("was PT0S", b -> b.connectTimeout(Duration.ZERO)),
                outOfRange("was PT-1S", b -> b.connectTimeout(Duration.ofSeconds(-1))),
                outOfRange("was PT0S", b -> b.closeTimeout(Duration.ZERO)),
                outOfRange(
                        "was PT2562047788015215H30M7.999999999S",
                        b -> b.connectTimeout(ChronoUnit.FOREVER.getDuration())),
                outOfRange(
                        "was PT2562047788015215H30M7.999999999S",
                        b -> b.closeTimeout(ChronoUnit.FOREVER.getDuration())));
    }

    private static Arguments outOfRange(String message, Consumer<MqttConnection.Builder> call) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("outOfRange")
    void shouldNameAValueThatIsOutOfRange(String message, Consumer<MqttConnection.Builder> call) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call.accept(complete()))
                .withMessageEndingWith(message);
    }

    @Test
    void shouldTakeTheEndsOfTheRanges() {
        MqttConnection.Builder builder = complete();

        assertThatCode(() -> builder.clientId("x".repeat(128))
                        .clientId("x")
                        .keepAlive(Duration.ofSeconds(1))
                        .sessionExpiry(Duration.ofSeconds(4_294_967_294L))
                        .receiveMaximum(1)
                        .connectTimeout(Duration.ofNanos(Long.MAX_VALUE))
                        .closeTimeout(Duration.ofNanos(1)))
                .doesNotThrowAnyException();
    }

    // --- secrets ---

    @Test
    void shouldKeepThePasswordWhenTheCallerWipesItsArray() {
        char[] password = SECRET.toCharArray();
        MqttConnection.Builder builder = complete().credentials("gw-a72f", password);

        Arrays.fill(password, '*');

        assertThat(settings(builder).credentials())
                .isNotNull()
                .satisfies(source -> assertThat(source.get().password()).containsExactly(SECRET.toCharArray()));
    }

    @Test
    void shouldNeverShowThePassword() {
        MqttConnection.Builder builder = complete().credentials("gw-a72f", SECRET.toCharArray());
        try (MqttConnection connection = builder.start()) {
            ConnectionSettings settings = ((ResilientConnection) connection).settings();

            assertThat(List.of(builder.toString(), connection.toString(), settings.toString()))
                    .noneMatch(text -> text.contains(SECRET))
                    .noneMatch(text -> text.contains(Arrays.toString(SECRET.toCharArray())));
        }
    }

    @Test
    void shouldNeverShowThePasswordWhenTheConnectionFails() {
        MqttConnection.Builder builder =
                complete().credentials("gw-a72f", SECRET.toCharArray()).connectTimeout(Duration.ofMillis(50));

        assertThatExceptionOfType(ConnectionFailedException.class)
                .isThrownBy(builder::connect)
                .withMessageContainingAll("cannot connect gw-a72f at mqtt://127.0.0.1:" + CLOSED_PORT, "50 ms")
                .withMessageNotContaining(SECRET)
                .satisfies(e -> assertThat(e.broker()).isEqualTo(URI.create("mqtt://127.0.0.1:" + CLOSED_PORT)));
    }

    // --- the connection that comes of it ---

    @Test
    void shouldTryInTheBackgroundUntilClosed() {
        List<StateChange> changes = Collections.synchronizedList(new ArrayList<>());
        MqttConnection connection = complete().listener(changes::add).start();

        assertThat(connection.clientId()).isEqualTo("gw-a72f");
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
        assertThatIllegalStateException()
                .isThrownBy(() -> connection.unwrap(Object.class))
                .withMessageContainingAll("no session", "CONNECTING");

        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !changes.isEmpty());
        connection.close();
        connection.close();

        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(changes)
                        .extracting(StateChange::to)
                        .containsExactly(ConnectionState.CONNECTING, ConnectionState.CLOSING, ConnectionState.CLOSED));
        assertThat(changes.get(0).cause()).isPresent();
        assertThat(changes.get(0).nextDelay()).isPresent();
        assertThat(changes.get(0).failedAttempts()).isEqualTo(1);
    }

    @Test
    void shouldGiveEachConnectionItsOwnSnapshot() {
        MqttConnection.Builder builder = complete();
        try (MqttConnection first = builder.start();
                MqttConnection second = builder.clientId("gw-2").start()) {

            assertThat(first.clientId()).isEqualTo("gw-a72f");
            assertThat(second.clientId()).isEqualTo("gw-2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "tcp://broker:1883|write mqtt://broker:1883",
                "ssl://broker:8883|write mqtts://broker:8883",
                "tls://broker|write mqtts://broker",
                "TLS://broker|write mqtts://broker",
                "mqtt+ssl://broker|write mqtts://broker",
                "http://broker/mqtt|write ws://broker/mqtt",
                "https://broker|write wss://broker",
                "broker|put a scheme before it: mqtts://broker",
                "broker:8883|put a scheme before it: mqtts://broker:8883",
                "broker:1883|put a scheme before it: mqtt://broker:1883",
                "192.0.2.7:1883|put a scheme before it: mqtt://192.0.2.7:1883",
                "mqtts:/broker|put a scheme before it: mqtts://broker",
                "mqtts:broker|put a scheme before it: mqtts://broker",
                "mqtts://|the host is missing",
                "mqtts:///x|the host is missing",
                "mqtts://my_broker:8883|must not contain '_'",
                "mqtts://u:s3cr3t@my_broker:8883|must not contain '_'",
                "mqtts://my broker|remove the blank",
                "mqtts://broker |remove the blank",
                " mqtts://broker|remove the blank",
                "mqtts://bróker.example|in ASCII",
                "mqtts://::1|put the IPv6 address into brackets",
                "mqtts://broker:abc|the port must be a number"
            })
    void shouldSayWhatIsWrongWithAnAddress(String uri, String advice) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MqttConnection.builder().broker(uri))
                .withMessageStartingWith("broker must be mqtts://host[:port]")
                .withMessageContaining(advice)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("s3cr3t"));
    }
}
