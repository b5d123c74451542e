package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.idempotency.internal.attempt.ProcessingFixture;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriberBuilderTest {

    private static final TopicFilter FILTER = TopicFilter.of("acme/v1/evt/+/+/+/temp");

    /** A connection to a port without a broker. */
    private final MqttConnection connection = MqttConnection.builder()
            .broker("mqtt://127.0.0.1:" + closedPort())
            .clientId("consumer-1")
            .withoutPresence("test")
            .start();

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        connection.close();
    }

    private IdempotentSubscriber.Builder builder() {
        return IdempotentSubscriber.builder(connection);
    }

    private static SubscriberOptions options(IdempotentSubscriber.Builder builder) {
        return builder.payload(Double.class).handler(message -> {});
    }

    @Test
    void shouldHaveTheDefaultsThatAreDocumented() {
        assertThat(IdempotentSubscriber.DEFAULT_ATTEMPTS).isEqualTo(30);
        assertThat(IdempotentSubscriber.DEFAULT_SUSPEND_AFTER).isEqualTo(10);
        assertThat(IdempotentSubscriber.DEFAULT_CONCURRENCY).isEqualTo(8);
        assertThat(IdempotentSubscriber.DEFAULT_LEASE).isEqualTo(Duration.ofMinutes(1));
        assertThat(IdempotentSubscriber.DEFAULT_CLOSE_TIMEOUT).isEqualTo(Duration.ofSeconds(10));
        assertThat(IdempotentSubscriber.DEFAULT_RETRY_BACKOFF.initial()).isEqualTo(Duration.ofMillis(200));
        assertThat(IdempotentSubscriber.DEFAULT_RETRY_BACKOFF.cap()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "-a", "a-", "a--b", "A", "a b", "a_b", "a/b", "a+", "ñ", "a\n"})
    void shouldRefuseAGroupThatIsSpelledOtherwise(String group) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().group(group))
                .withMessageStartingWith("group must be 1 to 64 ")
                .withMessageEndingWith("was '" + group + "'");
    }

    @Test
    void shouldRefuseAGroupThatIsTooLong() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().group("x".repeat(65)));
    }

    static Stream<String> groups() {
        return Stream.of("a", "0", "billing", "a-b", "billing-2", "1-a-2", "x".repeat(64));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void shouldStartWithAnyGroupThatItTakes(String group) {
        assertThatCode(() ->
                        options(builder().group(group).filter(FILTER)).start().close())
                .doesNotThrowAnyException();
    }

    @Test
    void shouldNameWhatIsMissing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> options(builder().filter(FILTER)).start())
                .withMessageContaining("group(…) is required");
        assertThatIllegalStateException()
                .isThrownBy(() -> options(builder().group("billing")).start())
                .withMessageContaining("filter(…) is required");
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                outOfRange("attempts must be at least 1, was 0", o -> o.attempts(0)),
                outOfRange("messages must be at least 2, was 1", o -> o.suspendAfter(1)),
                outOfRange("bytes must be at least 1, was 0", o -> o.deadLetterMaximum(0)),
                outOfRange("handlers must be at least 1, was -1", o -> o.concurrency(-1)),
                outOfRange("lease must be above zero, was PT0S", o -> o.lease(Duration.ZERO)),
                outOfRange("timeout must be above zero, was PT-1S", o -> o.closeTimeout(Duration.ofSeconds(-1))),
                outOfRange(
                        "lease must be at most 292 years, was PT2562047788015215H30M7.999999999S",
                        o -> o.lease(ChronoUnit.FOREVER.getDuration())),
                outOfRange(
                        "timeout must be at most 292 years, was PT2562047788015215H30M7.999999999S",
                        o -> o.closeTimeout(ChronoUnit.FOREVER.getDuration())));
    }

    private static Arguments outOfRange(String message, Consumer<SubscriberOptions> call) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfRange")
    void shouldNameAValueThatIsOutOfRange(String message, Consumer<SubscriberOptions> call) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call.accept(options(builder())))
                .withMessage(message);
    }

    @Test
    void shouldStartBeforeTheFirstSession() {
        IdempotentSubscriber subscriber = options(builder().group("billing").filter(FILTER))
                .deadLetterTopic(Topic.unchecked("dead"))
                .start();

        assertThat(subscriber.subscribed()).isNotDone();
        assertThat(subscriber.statistics()).isEqualTo(new SubscriberStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(subscriber).hasToString("IdempotentSubscriber[billing, [acme/v1/evt/+/+/+/temp]]");

        subscriber.close();
        subscriber.close();
        assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTING);
    }

    @Test
    void shouldRefuseToStartWhenTheConnectionIsClosed() {
        SubscriberOptions options = options(builder().group("billing").filter(FILTER));

        connection.close();

        assertThatIllegalStateException().isThrownBy(options::start).withMessageContaining("closed");
    }

    @Test
    void shouldRefuseToDetectConflictsWithAStoreThatCannot() {
        SeenStore without = new ProcessingFixture.Breakable(MemorySeenStore.create());
        SubscriberOptions options = builder()
                .group("billing")
                .filter(FILTER)
                .payload(Double.class)
                .seenStore(without)
                .handler(message -> {})
                .detectConflicts();

        assertThatIllegalStateException()
                .isThrownBy(options::start)
                .withMessageStartingWith("detectConflicts() needs a store that keeps fingerprints, which ")
                .withMessageContaining(without.toString());
    }

    @Test
    void shouldStartToDetectConflictsWithAStoreThatCan() {
        assertThatCode(() -> options(builder().group("billing").filter(FILTER))
                        .detectConflicts()
                        .start()
                        .close())
                .doesNotThrowAnyException();
    }

    @Test
    void shouldLeaveTheStoreOpenWhenClosed() {
        boolean[] closed = {false};
        dev.latido.idempotency.SeenStore store = (dev.latido.idempotency.SeenStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {dev.latido.idempotency.SeenStore.class},
                (self, method, arguments) -> {
                    closed[0] |= method.getName().equals("close");
                    return method.invoke(MemorySeenStore.create(), arguments);
                });

        builder()
                .group("billing")
                .filter(FILTER)
                .payload(Double.class)
                .seenStore(store)
                .handler(message -> {})
                .start()
                .close();

        assertThat(closed[0]).isFalse();
    }

    @Test
    void shouldRefuseAConnectionThatIsNotLatidosOwn() {
        MqttConnection foreign = (MqttConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MqttConnection.class}, (self, method, arguments) -> null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> IdempotentSubscriber.builder(foreign))
                .withMessageContaining("MqttConnection.builder()");
    }
}
