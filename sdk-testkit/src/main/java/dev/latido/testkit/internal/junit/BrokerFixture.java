package dev.latido.testkit.internal.junit;

import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.internal.process.TemporaryDirectory;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The broker and files of one {@link WithBroker} annotation. JUnit closes it with the class or method that owns it.
 */
record BrokerFixture(TestBroker broker, @Nullable DevelopmentCa ca, List<BrokerUser> users, TemporaryDirectory files)
        implements AutoCloseable {

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

    @Override
    public void close() {
        try {
            broker.close();
        } finally {
            files.close();
        }
    }
}
