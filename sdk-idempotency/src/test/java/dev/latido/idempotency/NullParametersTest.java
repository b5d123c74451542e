package dev.latido.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.MqttConnection;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.jdbc.TestDatabase;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public method that users call, found by reflection so that a new one cannot be forgotten. */
class NullParametersTest {

    private static final TestDatabase DATABASE = new TestDatabase();
    private static final Connection TRANSACTION = connection();
    private static final MqttConnection CONNECTION = MqttConnection.builder()
            .broker("mqtt://127.0.0.1:9")
            .clientId("nulls")
            .withoutPresence("test")
            .start();

    private static final Map<Class<?>, Object> VALUES = Map.of(
            String.class,
            "a",
            int.class,
            1,
            long.class,
            1L,
            Duration.class,
            Duration.ofSeconds(1),
            MessageKey.class,
            new MessageKey("a", "a"),
            Connection.class,
            TRANSACTION,
            Object.class,
            TRANSACTION,
            List.class,
            List.of(new MessageKey("a", "a")));

    private static Connection connection() {
        try {
            return DATABASE.getConnection();
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void close() {
        CONNECTION.close();
        DATABASE.close();
    }

    static Stream<Arguments> parameters() {
        IdempotentSubscriber.Builder builder =
                IdempotentSubscriber.builder(CONNECTION).group("a").filter(TopicFilter.of("a"));
        IdempotentSubscriber.PayloadStep<String> payload = builder.payload(String.class);
        JdbcSeenStore jdbc = JdbcSeenStore.of(DATABASE).createTable();
        MemorySeenStore memory = MemorySeenStore.create();
        return Stream.of(
                        methods(IdempotentSubscriber.Builder.class, builder),
                        methods(IdempotentSubscriber.PayloadStep.class, payload),
                        methods(IdempotentSubscriber.PlainStep.class, payload.seenStore(memory)),
                        methods(IdempotentSubscriber.PlainStep.class, payload.seenStore(jdbc)),
                        methods(IdempotentSubscriber.TransactionalStep.class, payload.seenStore(jdbc)),
                        methods(SubscriberOptions.class, payload.handler(message -> {})),
                        methods(JdbcSeenStore.class, jdbc),
                        methods(
                                DeadLetterTable.class,
                                DeadLetterTable.of(DATABASE).createTable()),
                        methods(MemorySeenStore.class, memory))
                .flatMap(arguments -> arguments);
    }

    private static Stream<Arguments> methods(Class<?> type, Object subject) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .flatMap(method -> IntStream.range(0, method.getParameterCount())
                        .filter(index -> !method.getParameterTypes()[index].isPrimitive())
                        .mapToObj(index -> Arguments.of(method, index, subject)));
    }

    @ParameterizedTest(name = "{0}, parameter {1}")
    @MethodSource("parameters")
    void shouldNameTheParameterWhenItIsNull(Method method, int index, Object subject) {
        @Nullable
        Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(VALUES::get).toArray();
        arguments[index] = null;

        assertThat(thrownBy(method, subject, arguments))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(method.getParameters()[index].getName() + " must not be null");
    }

    private static @Nullable Throwable thrownBy(Method method, Object subject, @Nullable Object[] arguments) {
        try {
            method.setAccessible(true);
            method.invoke(subject, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
