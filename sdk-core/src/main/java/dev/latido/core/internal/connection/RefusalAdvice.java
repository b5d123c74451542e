package dev.latido.core.internal.connection;

import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.topics.Topic;
import org.jspecify.annotations.Nullable;

/** Advice for connections that a broker refuses. */
final class RefusalAdvice {

    private static final String LAST_WILL = "the Last Will of presence is retained and has QoS 1: use a broker that"
            + " supports both, or withoutPresence(\"reason\")";

    private RefusalAdvice() {}

    /** Returns what a person can do about a refusal. */
    static String of(ConnectionSettings settings, BrokerAnswerException refusal) {
        return settings.presence() != null && isOfTheFlags(refusal)
                ? LAST_WILL
                : ReasonCodes.advice(refusal.code(), settings.clientId(), settings.version());
    }

    /** Returns what a person can do about a Last Will at which the broker ends the connection. */
    static String ofTheWill(Topic topic, @Nullable Throwable end) {
        return end instanceof BrokerAnswerException refusal && isOfTheFlags(refusal)
                ? LAST_WILL
                : "check what the broker allows the client to publish on " + topic;
    }

    private static boolean isOfTheFlags(BrokerAnswerException refusal) {
        return refusal.code() == ReasonCodes.RETAIN_NOT_SUPPORTED || refusal.code() == ReasonCodes.QOS_NOT_SUPPORTED;
    }
}
