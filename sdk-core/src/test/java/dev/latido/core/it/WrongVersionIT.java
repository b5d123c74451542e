package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.Preflight;
import dev.latido.core.PreflightReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers that know one version of MQTT, and what they answer to the other. */
class WrongVersionIT {

    private static final int LEVEL_OF_MQTT_5 = 5;

    private static Arguments answer(String name, MqttVersion version, @Nullable String hex) {
        return Arguments.of(name, version, hex);
    }

    static Stream<Arguments> answers() {
        MqttVersion mqtt5 = MqttVersion.MQTT_5;
        MqttVersion mqtt3 = MqttVersion.MQTT_3_1_1;
        return Stream.of(
                answer("return code of MQTT 3.1.1", mqtt5, "20020001"),
                answer("accepted as MQTT 3.1.1", mqtt5, "20020000"),
                answer("accepted as MQTT 3.1.1 with a session", mqtt5, "20020100"),
                answer("refused as MQTT 3.1.1: not authorized", mqtt5, "20020005"),
                answer("refused as MQTT 3.1.1: identifier", mqtt5, "20020002"),
                answer("return code of MQTT 3.1.1 in a CONNACK of MQTT 5", mqtt5, "2003000100"),
                answer("reason code of MQTT 5", mqtt5, "2003008400"),
                answer("no CONNACK", mqtt5, null),
                answer("reason code of MQTT 5", mqtt3, "2003008400"),
                answer("reason code of MQTT 5 in a CONNACK of MQTT 3.1.1", mqtt3, "20020084"),
                answer("accepted as MQTT 5", mqtt3, "2003000000"),
                answer("return code of MQTT 3.1.1", mqtt3, "20020001"));
    }

    private static ScriptedBroker broker(MqttVersion version, @Nullable String hex) {
        boolean mqtt5 = version == MqttVersion.MQTT_5;
        IntFunction<byte @Nullable []> connack = level -> {
            if (level == LEVEL_OF_MQTT_5 == mqtt5) {
                return hex == null ? null : HexFormat.of().parseHex(hex);
            }
            return HexFormat.of().parseHex(mqtt5 ? "20020000" : "2003000000");
        };
        return new ScriptedBroker(connack);
    }

    private static String other(MqttVersion version) {
        return "version(MqttVersion." + (version == MqttVersion.MQTT_5 ? "MQTT_3_1_1" : "MQTT_5") + ")";
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("answers")
    void shouldNameTheOtherVersionAtOnce(String name, MqttVersion version, @Nullable String hex) {
        try (ScriptedBroker broker = broker(version, hex);
                Logged log = Logged.everything(Level.WARN)) {
            Instant before = Instant.now();

            assertThatThrownBy(() -> Fleet.service(broker.uri(), "gw-1")
                            .version(version)
                            .connectTimeout(Duration.ofSeconds(30))
                            .connect())
                    .isInstanceOf(hex == null ? ConnectionFailedException.class : ConnectionRefusedException.class)
                    .hasMessageContaining(other(version));

            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
            // An attempt that is closed without an answer comes first and is the begin of an outage.
            assertThat(log.messages(Level.WARN))
                    .filteredOn(line -> !line.contains("Next attempt in"))
                    .singleElement()
                    .asString()
                    .contains(other(version));
        }
    }

    /** A broker that is not there yet behind a proxy or load balancer looks the same at first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldNotTakeABrokerThatClosesAFewConnectionsForAnOldOne(int closed) {
        AtomicInteger connects = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker(level -> level == LEVEL_OF_MQTT_5
                        ? connects.incrementAndGet() <= closed
                                ? null
                                : HexFormat.of().parseHex("2003000000")
                        : HexFormat.of().parseHex("20020001"));
                MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect()) {
            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("answers")
    void shouldBeFoundByAPreflight(String name, MqttVersion version, @Nullable String hex) {
        try (ScriptedBroker broker = broker(version, hex)) {
            PreflightReport report = Preflight.of(
                            Fleet.service(broker.uri(), "gw-1").version(version))
                    .run();

            assertThat(report.lines())
                    .filteredOn(line -> line.outcome() == PreflightReport.Outcome.PROBLEM)
                    .singleElement()
                    .satisfies(line -> assertThat(line.advice()).contains(other(version)));
        }
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("answers")
    void shouldConnectWithTheVersionThatIsNamed(String name, MqttVersion version, @Nullable String hex) {
        MqttVersion other = version == MqttVersion.MQTT_5 ? MqttVersion.MQTT_3_1_1 : MqttVersion.MQTT_5;
        try (ScriptedBroker broker = broker(version, hex);
                MqttConnection connection =
                        Fleet.service(broker.uri(), "gw-1").version(other).connect()) {
            assertThat(connection.grants()).isPresent();
        }
    }
}
