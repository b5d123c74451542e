package dev.latido.core.internal.connection;

import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;

/** Advice for connections that a broker refuses. */
final class RefusalAdvice {

    private static final String LAST_WILL =
            "the Last Will of presence is retained and has QoS 1: use a broker that supports"
                    + " both, or withoutPresence(\"reason\")";

    private RefusalAdvice() {}

    /** Returns what a person can do about a refusal. */
    static String of(ConnectionSettings settings, BrokerAnswerException refusal) {
        boolean mayBeTheWill = settings.presence() != null
                && (refusal.code() == ReasonCodes.RETAIN_NOT_SUPPORTED
                        || refusal.code() == ReasonCodes.QOS_NOT_SUPPORTED);
        return mayBeTheWill ? LAST_WILL : ReasonCodes.advice(refusal.code(), settings.clientId(), settings.version());
    }
}
