package dev.latido.testkit.internal.junit;

import dev.latido.testkit.AclRule;
import dev.latido.testkit.BrokerBuilder;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.HiveMqContainerBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.internal.process.TemporaryDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts the broker that an annotation describes. */
final class AnnotatedBroker {

    private AnnotatedBroker() {}

    static TestBroker start(
            WithBroker annotation, @Nullable DevelopmentCa ca, List<BrokerUser> users, TemporaryDirectory data) {
        if (annotation.kind() == BrokerKind.EXTERNAL) {
            return NamedBroker.find(annotation, users);
        }
        if (annotation.uri().length > 0) {
            throw new IllegalStateException("@WithBroker(uri = …) goes with kind = " + BrokerKind.EXTERNAL);
        }
        BrokerBuilder<?, ?> builder = builder(annotation, data);
        if (ca != null) {
            builder.tls(ca);
        }
        for (BrokerUser user : users) {
            builder.user(user.name(), user.password());
        }
        for (String rule : annotation.acl()) {
            builder.acl(AclRule.parse(rule));
        }
        builder.receiveMaximum(annotation.receiveMaximum());
        builder.queueSize(annotation.queueSize());
        return builder.start();
    }

    private static BrokerBuilder<?, ?> builder(WithBroker annotation, TemporaryDirectory data) {
        boolean persistent = annotation.persistent();
        return switch (annotation.kind()) {
            case EMBEDDED -> {
                EmbeddedBroker.Builder builder = EmbeddedBroker.builder();
                yield persistent ? builder.persistent(data.subdirectory("data")) : builder;
            }
            case MOSQUITTO -> {
                MosquittoBroker.Builder builder = MosquittoBroker.builder();
                yield persistent ? builder.persistent(data.subdirectory("data")) : builder;
            }
            case HIVEMQ_CONTAINER -> {
                HiveMqContainerBroker.Builder builder = HiveMqContainerBroker.builder();
                yield persistent ? builder.persistent() : builder;
            }
            case EXTERNAL -> throw new IllegalStateException("an external broker is not started here");
        };
    }
}
