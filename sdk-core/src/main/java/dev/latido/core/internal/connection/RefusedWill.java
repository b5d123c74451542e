package dev.latido.core.internal.connection;

import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;

/** Words for a connection that a broker refuses, possibly because of its Last Will. */
final class RefusedWill {

    private RefusedWill() {}

    /** Returns what a person can do about a refusal. */
    static String advice(ConnectionSettings settings, BrokerAnswerException refusal) {
        String otherwise = ReasonCodes.advice(refusal.code(), settings.clientId());
        if (settings.presence() == null) {
            return otherwise;
        }
        return switch (refusal.code()) {
            case ReasonCodes.RETAIN_NOT_SUPPORTED, ReasonCodes.QOS_NOT_SUPPORTED ->
                "the Last Will of presence is retained and has QoS 1: use a broker that supports both, or"
                        + " withoutPresence(\"reason\")";
            default -> otherwise;
        };
    }
}
