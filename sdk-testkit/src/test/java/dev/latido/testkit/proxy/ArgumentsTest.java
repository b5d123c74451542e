package dev.latido.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArgumentsTest {

    private static final Packets PACKETS = Packets.any();

    @ParameterizedTest
    @MethodSource("methods")
    void shouldNameTheArgumentThatIsNull(Class<?> type, Object target) {
        Arrays.stream(type.getMethods())
                .filter(method -> !method.getDeclaringClass().equals(Object.class))
                .filter(method -> !method.isBridge() && !method.getName().equals("equals"))
                .filter(method -> Modifier.isStatic(method.getModifiers()) || type.isInstance(target))
                .filter(method -> method.getParameterCount() > 0
                        && Stream.of(method.getParameterTypes()).noneMatch(Class::isPrimitive))
                .forEach(method -> assertNullRefused(method, target));
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> methods() {
        FaultProxy.Builder builder = FaultProxy.to("localhost", 1);
        return Stream.of(
                        new Object[] {Packets.class, PACKETS},
                        new Object[] {FaultProxy.Builder.class, builder},
                        new Object[] {Fault.class, Fault.hold(1)},
                        new Object[] {FaultScript.class, FaultScript.parse(java.util.List.of())},
                        new Object[] {RandomFaults.class, RandomFaults.seed(1)})
                .map(org.junit.jupiter.params.provider.Arguments::of);
    }

    private static void assertNullRefused(Method method, Object target) {
        method.setAccessible(true);
        assertThatThrownBy(() -> {
                    try {
                        method.invoke(target, new Object[method.getParameterCount()]);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })
                .as(method.toString())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("must not be null");
    }

    @Test
    void shouldNameTheArgumentOfARunningProxyThatIsNull() {
        try (FaultProxy proxy = FaultProxy.to("localhost", 1).start()) {
            assertNullRefused(FaultProxy.class, "when", proxy);
            assertNullRefused(FaultProxy.class, "random", proxy);
            assertNullRefused(FaultProxy.class, "replay", proxy);
            assertNullRefused(FaultProxy.class, "connection", proxy);
            assertNullRefused(FaultProxy.class, "count", proxy);
            assertNullRefused(RuleStep.class, "apply", proxy.when(PACKETS));
            assertNullRefused(RuleStep.class, "delay", proxy.when(PACKETS));
            assertNullRefused(RuleStep.class, "holdFor", proxy.when(PACKETS));
        }
    }

    private static void assertNullRefused(Class<?> type, String name, Object target) {
        assertThat(type.getMethods())
                .filteredOn(method -> method.getName().equals(name))
                .isNotEmpty()
                .allSatisfy(method -> assertNullRefused(method, target));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void shouldQuoteTheValueThatIsBad(String value, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(value);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> badValues() {
        FaultProxy.Builder builder = FaultProxy.to("localhost", 1);
        return Stream.of(
                bad("0", () -> FaultProxy.to("localhost", 0)),
                bad("65536", () -> builder.port(65_536)),
                bad("1", () -> builder.maxPacketSize(1)),
                bad("0", () -> PACKETS.nth(0)),
                bad("0", () -> PACKETS.every(0)),
                bad("-1", () -> PACKETS.atMost(-1)),
                bad("PT0S", () -> PACKETS.every(Duration.ZERO)),
                bad("1.5", () -> PACKETS.probability(1.5)),
                bad("NaN", () -> PACKETS.probability(Double.NaN)),
                bad("a/#/b", () -> PACKETS.topic("a/#/b")),
                bad("a+", () -> PACKETS.topic("a+")),
                bad("empty", () -> PACKETS.topic("")),
                bad("0", () -> RandomFaults.seed(1).cutEvery(0)),
                bad("0", () -> Fault.hold(0)),
                bad("PT0S", () -> Fault.delay(Duration.ZERO)),
                bad("256", () -> Fault.answer(256)),
                bad("16", () -> PacketType.of(16)));
    }

    private static org.junit.jupiter.params.provider.Arguments bad(String value, ThrowingCallable call) {
        return org.junit.jupiter.params.provider.Arguments.of(value, call);
    }

    @Test
    void shouldRefuseBadSettingsOfARunningProxy() {
        try (FaultProxy proxy = FaultProxy.to("localhost", 1).start()) {
            assertThatThrownBy(() -> proxy.bandwidth(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> proxy.delay(Direction.TO_BROKER, Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> proxy.target("localhost", 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            FaultProxy.to("localhost", 1).port(proxy.port()).start())
                    .isInstanceOf(java.io.UncheckedIOException.class)
                    .hasMessageContaining(String.valueOf(proxy.port()));
        }
    }

    @Test
    void shouldNeverChangeAPattern() {
        Packets publishes = Packets.of(PacketType.PUBLISH);

        assertThat(publishes.nth(3)).isNotEqualTo(publishes);
        assertThat(publishes.nth(3).every(2).probability(0.5).atMost(1).toString())
                .contains("nth=3", "every=2", "probability=0.5", "atMost=1");
    }
}
