package dev.latido.testkit.internal.junit;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.core.Tls;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.internal.broker.RunningBroker;
import dev.latido.testkit.internal.process.TemporaryDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one {@link WithBroker} annotation stands for; JUnit closes it with the class or method that owns it. */
record BrokerFixture(TestBroker broker, @Nullable DevelopmentCa ca, List<BrokerUser> users, TemporaryDirectory files)
        implements AutoCloseable {

    /** Short, because tests restart and kill brokers all the time. */
    private static final Backoff BACKOFF = Backoff.between(Duration.ofMillis(100), Duration.ofSeconds(1));

    static BrokerFixture start(WithBroker annotation) {
        DevelopmentCa ca = annotation.tls() ? DevelopmentCa.create() : null;
        List<BrokerUser> users = annotation.kind() == BrokerKind.EXTERNAL
                ? NamedBroker.users(annotation)
                : Stream.of(annotation.users()).map(BrokerUser::parse).toList();
        TemporaryDirectory files = TemporaryDirectory.create("latido-broker-data");
        try {
            TestBroker broker = AnnotatedBroker.start(annotation, ca, users, files);
            return new BrokerFixture(broker, ca, users, files);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** As a declared user; without a name as the first, or as nobody if none is declared. */
    MqttConnection connect(@Nullable String username) {
        MqttConnection.Builder builder = MqttConnection.builder()
                .broker(ca == null && hasPlainListener() ? broker.uri() : broker.tlsUri())
                .clientId("latido-test-" + UUID.randomUUID())
                .withoutPresence("a test's own connection")
                .insecure("a test's broker")
                .backoff(BACKOFF);
        if (ca != null) {
            builder.tls(Tls.trusting(ca.writeCertificate(files.path())));
        }
        user(username)
                .ifPresent(
                        user -> builder.credentials(user.name(), user.password().toCharArray()));
        return builder.connect();
    }

    private boolean hasPlainListener() {
        return !(broker instanceof RunningBroker running) || running.isPlain();
    }

    private Optional<BrokerUser> user(@Nullable String username) {
        if (username == null) {
            return users.stream().findFirst();
        }
        return Optional.of(users.stream()
                .filter(user -> user.name().equals(username))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "@AsUser names " + username + ", who is not among the users of @WithBroker: " + users)));
    }

    @Override
    public void close() {
        try {
            broker.close();
        } finally {
            files.close();
        }
    }
}
