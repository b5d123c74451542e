package dev.latido.core.internal.preflight;

import dev.latido.LatidoException;
import dev.latido.core.MqttVersion;
import dev.latido.core.internal.AttemptFailedException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.session.AttemptFailures;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.ReasonCodes;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;

/**
 * A problem in words.
 *
 * @param finding the problem
 * @param advice what the operator can do about it
 */
record PreflightAdvice(String finding, String advice) {

    private static final String FIX = "; ";

    static PreflightAdvice of(AttemptFailures.Reason reason) {
        return new PreflightAdvice(reason.problem(), reason.advice());
    }

    /** Returns the advice for files and suppliers, whose exceptions name the fix. */
    static PreflightAdvice preparing(RuntimeException failure) {
        return split(failure, "fix the named file or supplier, then try again");
    }

    /** Returns the advice for a failed TLS handshake. */
    static PreflightAdvice shakingHands(Throwable failure) {
        boolean silent = Failures.find(failure, SocketTimeoutException.class) != null;
        return split(
                failure,
                silent
                        ? "the connection is open but TLS is not answered: use the port of the broker's TLS listener,"
                                + " and check whether a firewall on the way blocks TLS"
                        : "see the broker's log");
    }

    /** Splits a message of the SDK, which ends with the fix. */
    private static PreflightAdvice split(Throwable failure, String otherwise) {
        if (failure instanceof AttemptFailedException failed && !failed.advice().isEmpty()) {
            return new PreflightAdvice(failed.problem(), failed.advice());
        }
        String words = Failures.inWords(failure);
        int cut = words.lastIndexOf(FIX);
        return Failures.find(failure, LatidoException.class) == null || cut < 0
                ? new PreflightAdvice(words, otherwise)
                : new PreflightAdvice(words.substring(0, cut), words.substring(cut + FIX.length()));
    }

    /** Returns the advice for a connection that was not accepted. */
    static PreflightAdvice connecting(SessionStepException step, String clientId, MqttVersion version) {
        if (step.getCause() instanceof AttemptFailedException failed) {
            return split(failed, "see the broker's log");
        }
        if (!(step.getCause() instanceof BrokerAnswerException answer)) {
            return new PreflightAdvice(
                    step.words(),
                    step.getCause() instanceof TimeoutException
                            ? "the connection is open but CONNECT is not answered: check that this is an MQTT listener,"
                                    + " that the path of a WebSocket is right, and that the broker is not overloaded"
                            : "the connection ended without an answer: see the broker's log; the broker may require a"
                                    + " client certificate"
                                    + (version == MqttVersion.MQTT_5
                                            ? ", or it may not support MQTT 5: try version(MqttVersion.MQTT_3_1_1)"
                                            : ""));
        }
        return new PreflightAdvice(step.words(), ReasonCodes.advice(answer.code(), clientId, version));
    }

    /**
     * Returns the advice for a message or a subscription that was not accepted; {@code permission} says how to allow
     * it.
     */
    static PreflightAdvice using(SessionStepException step, String permission, boolean closesInstead) {
        if (step.getCause() instanceof NotGrantedException) {
            return new PreflightAdvice(
                    step.words(), "use a broker that supports it, or enable it on this one; nothing was sent");
        }
        if (step.getCause() instanceof BrokerAnswerException answer) {
            return new PreflightAdvice(
                    step.words(),
                    switch (answer.code()) {
                        case ReasonCodes.NOT_AUTHORIZED, ReasonCodes.UNSPECIFIED_ERROR -> permission;
                        case ReasonCodes.TOPIC_NAME_INVALID, ReasonCodes.TOPIC_FILTER_INVALID ->
                            "the broker does not accept this name: check its naming rules";
                        case ReasonCodes.QUOTA_EXCEEDED -> "a quota of the broker is used up: raise the quota";
                        default -> "see the broker's answer and its log";
                    });
        }
        return new PreflightAdvice(
                step.words(),
                step.getCause() instanceof TimeoutException
                        ? "the network or the broker stopped responding: try again, and check the broker's load"
                        : closesInstead
                                ? "an MQTT 3.1.1 broker can refuse only by closing the connection: most likely "
                                        + permission
                                : "the connection ended: try again, and see the broker's log");
    }
}
