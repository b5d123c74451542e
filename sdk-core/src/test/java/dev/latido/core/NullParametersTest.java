package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.internal.ClosedPort;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public method that users call, found by reflection so that a new one cannot be forgotten. */
class NullParametersTest {

    private static final MqttConnection CONNECTION = MqttConnection.builder()
            .broker("mqtt://127.0.0.1:" + ClosedPort.find())
            .clientId("nulls")
            .withoutPresence("test")
            .start();

    private static final JournalOutbox JOURNAL = JournalOutbox.at(Path.of("target", "null-parameters"));

    private static final OutboxMessage MESSAGE =
            new OutboxMessage(1, "a", Topic.unchecked("a"), new byte[0], DeliveryOptions.DEFAULTS, Instant.EPOCH);

    private static final Map<Class<?>, Object> VALUES = Map.ofEntries(
            Map.entry(String.class, "a"),
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(boolean.class, false),
            Map.entry(char[].class, new char[] {'a'}),
            Map.entry(byte[].class, new byte[] {'a'}),
            Map.entry(Path[].class, new Path[] {}),
            Map.entry(Path.class, Path.of("a")),
            Map.entry(Supplier.class, (Supplier<char[]>) () -> new char[0]),
            Map.entry(Revocation.class, Revocation.ocsp()),
            Map.entry(Duration.class, Duration.ofSeconds(1)),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(Object.class, "a"),
            Map.entry(Class.class, String.class),
            Map.entry(URI.class, URI.create("mqtts://a")),
            Map.entry(RandomGenerator.class, new Random(1)),
            Map.entry(ConnectionState.class, ConnectionState.CLOSED),
            Map.entry(String[].class, new String[] {"mqtts://a"}),
            Map.entry(double.class, 1.0),
            Map.entry(TopicFilter.class, TopicFilter.of("a")),
            Map.entry(TopicFilter[].class, new TopicFilter[] {}),
            Map.entry(Topic[].class, new Topic[] {}),
            Map.entry(Function.class, Function.identity()),
            Map.entry(List.class, List.of()),
            Map.entry(MqttConnection.class, CONNECTION),
            Map.entry(MqttConnection.Builder.class, MqttConnection.builder()),
            Map.entry(PresenceListener[].class, new PresenceListener[] {}),
            Map.entry(Presence.Status.class, Presence.Status.ONLINE),
            Map.entry(PreflightReport.Outcome.class, PreflightReport.Outcome.OK),
            Map.entry(DeliveryOptions.class, DeliveryOptions.DEFAULTS),
            Map.entry(PublishRequest.class, PublishRequest.of(Topic.unchecked("a"), 1)),
            Map.entry(Overflow.class, Overflow.REJECT),
            Map.entry(RateLimit.class, RateLimit.messagesPerSecond(1)),
            Map.entry(Backoff.class, Backoff.defaults()),
            Map.entry(Qos.class, Qos.AT_LEAST_ONCE),
            Map.entry(Topic.class, Topic.unchecked("a")));

    /** They may be null. */
    private static final Set<String> OPTIONAL = Set.of("cause", "reasonCode", "nextDelay", "bootId");

    @AfterAll
    static void close() {
        CONNECTION.close();
        JOURNAL.close();
    }

    static Stream<Arguments> parameters() {
        return Stream.of(
                        methods(MqttConnection.Builder.class, MqttConnection.builder()),
                        methods(ResilientPublisher.Builder.class, ResilientPublisher.builder(CONNECTION)),
                        methods(
                                ResilientPublisher.class,
                                ResilientPublisher.builder(CONNECTION).build()),
                        methods(MqttConnection.class, CONNECTION),
                        methods(Backoff.class, Backoff.defaults()),
                        methods(Tls.class, Tls.trustingSystem()),
                        methods(Revocation.class, Revocation.ocsp()),
                        methods(Credentials.class, Credentials.of("a", new char[0])),
                        methods(NetworkProxy.class, NetworkProxy.http("proxy", 1)),
                        methods(Preflight.class, Preflight.of(MqttConnection.builder())),
                        methods(PresenceMonitor.class, CONNECTION),
                        methods(PresenceMonitor.Builder.class, PresenceMonitor.builder(CONNECTION)),
                        methods(JacksonCodec.class, JacksonCodec.create()),
                        methods(MemoryOutbox.class, MemoryOutbox.create()),
                        methods(JournalOutbox.class, JOURNAL),
                        methods(JournalOutbox.Builder.class, JournalOutbox.builder(Path.of("a"))),
                        methods(OutboxMessage.class, MESSAGE),
                        methods(Acknowledgement.class, new Acknowledgement(0)),
                        methods(PublishRequest.class, PublishRequest.of(Topic.unchecked("a"), 1)),
                        methods(Overflow.class, Overflow.REJECT),
                        methods(RateLimit.class, RateLimit.messagesPerSecond(1)),
                        methods(RawCodec.class, RawCodec.create()),
                        methods(TextCodec.class, TextCodec.create()),
                        Arrays.stream(Envelope.class.getMethods())
                                .filter(method -> method.getName().equals("of"))
                                .flatMap(method -> parameters(method, "static")),
                        Stream.of(
                                        Acknowledgement.class,
                                        OutboxMessage.class,
                                        StateChange.class,
                                        Presence.class,
                                        BrokerGrants.class,
                                        PreflightReport.class,
                                        PreflightReport.Line.class)
                                .flatMap(type -> Arrays.stream(type.getConstructors()))
                                .flatMap(constructor -> parameters(constructor, "new")))
                .flatMap(arguments -> arguments);
    }

    private static Stream<Arguments> methods(Class<?> type, Object subject) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !method.getName().equals("equals"))
                .flatMap(method -> parameters(method, subject));
    }

    private static Stream<Arguments> parameters(Executable executable, Object subject) {
        return IntStream.range(0, executable.getParameterCount())
                .filter(index -> !executable.getParameterTypes()[index].isPrimitive())
                .filter(index -> !OPTIONAL.contains(executable.getParameters()[index].getName()))
                .mapToObj(index -> Arguments.of(executable, index, subject));
    }

    @ParameterizedTest(name = "{0}, parameter {1}")
    @MethodSource("parameters")
    void shouldNameTheParameterWhenItIsNull(Executable executable, int index, Object subject) {
        Parameter parameter = executable.getParameters()[index];
        @Nullable
        Object[] arguments =
                Arrays.stream(executable.getParameterTypes()).map(VALUES::get).toArray();
        arguments[index] = null;

        Throwable thrown = thrownBy(executable, subject, arguments);

        assertThat(thrown)
                .isInstanceOf(NullPointerException.class)
                .hasMessage(parameter.getName() + " must not be null");
    }

    private static @Nullable Throwable thrownBy(Executable executable, Object subject, @Nullable Object[] arguments) {
        try {
            if (executable instanceof Method method) {
                method.invoke(subject, arguments);
            } else if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
