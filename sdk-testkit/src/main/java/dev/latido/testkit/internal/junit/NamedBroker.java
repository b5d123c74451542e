package dev.latido.testkit.internal.junit;

import dev.latido.testkit.BrokerBuilder;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.BrokerUser;
import dev.latido.testkit.ExternalBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.internal.broker.RunningBroker;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The external broker that a {@link WithBroker} annotation or, for all annotations, a system property names. */
public final class NamedBroker {

    /** The system property with the listeners, separated by commas. */
    static final String ADDRESS = "latido.broker";

    /** The system property with the user to connect with, {@code name:password}. */
    static final String USER = "latido.broker.user";

    private NamedBroker() {}

    /**
     * Returns the reason why there is no external broker, if no annotation names one.
     *
     * @return empty if the system property names one
     */
    public static Optional<String> obstacle() {
        return named().isEmpty()
                ? Optional.of(
                        "no external broker is named: set @WithBroker(uri = …) or -D" + ADDRESS + "=mqtt://host:1883")
                : Optional.empty();
    }

    static Optional<String> obstacle(WithBroker annotation) {
        return annotation.uri().length > 0 ? Optional.empty() : obstacle();
    }

    static List<BrokerUser> users(WithBroker annotation) {
        String user = System.getProperty(USER, "");
        Stream<String> users =
                annotation.users().length > 0 || user.isEmpty() ? Stream.of(annotation.users()) : Stream.of(user);
        return users.map(BrokerUser::parse).toList();
    }

    static ExternalBroker find(WithBroker annotation, List<BrokerUser> users) {
        requireNothingElse(annotation);
        List<String> listeners = annotation.uri().length > 0 ? List.of(annotation.uri()) : named();
        ExternalBroker broker =
                RunningBroker.of(listeners, users.stream().findFirst().orElse(null));
        if (!broker.isRunning()) {
            throw new IllegalStateException(broker + " does not answer");
        }
        return broker;
    }

    private static List<String> named() {
        return Stream.of(System.getProperty(ADDRESS, "").split(",", -1))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    /** Rejects settings that the kit can make for its own brokers only. */
    private static void requireNothingElse(WithBroker annotation) {
        if (annotation.tls()
                || annotation.persistent()
                || annotation.acl().length > 0
                || annotation.receiveMaximum() != BrokerBuilder.DEFAULT_RECEIVE_MAXIMUM
                || annotation.queueSize() != BrokerBuilder.DEFAULT_QUEUE_SIZE) {
            throw new IllegalStateException("@WithBroker(kind = " + BrokerKind.EXTERNAL
                    + ") goes with uri and users only: the rest is set where the broker is run");
        }
    }
}
