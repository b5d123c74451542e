package dev.latido.core.internal.preflight;

import dev.latido.LatidoException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.ReasonCodes;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;

/**
 * What to do about a problem.
 *
 * @param finding what was found
 * @param advice what to do
 */
record PreflightAdvice(String finding, String advice) {

    private static final String FIX = "; ";

    /** Of files and suppliers, which say themselves what to mend. */
    static PreflightAdvice preparing(RuntimeException failure) {
        return said(failure, "mend what is named, then try again");
    }

    /** Of a TLS handshake. */
    static PreflightAdvice shakingHands(Throwable failure) {
        boolean silent = Failures.find(failure, SocketTimeoutException.class) != null;
        return said(
                failure,
                silent
                        ? "what takes the connection does not answer TLS: give the port of the broker's TLS listener,"
                                + " or ask whether a firewall on the way lets TLS through"
                        : "the broker's log may say more");
    }

    /** What the SDK itself says ends with the fix. */
    private static PreflightAdvice said(Throwable failure, String otherwise) {
        String words = Failures.inWords(failure);
        int cut = words.lastIndexOf(FIX);
        return Failures.find(failure, LatidoException.class) == null || cut < 0
                ? new PreflightAdvice(words, otherwise)
                : new PreflightAdvice(words.substring(0, cut), words.substring(cut + FIX.length()));
    }

    /** Of CONNECT. */
    static PreflightAdvice connecting(SessionStepException step, String clientId) {
        if (!(step.getCause() instanceof BrokerAnswerException answer)) {
            return new PreflightAdvice(
                    step.words(),
                    step.getCause() instanceof TimeoutException
                            ? "the connection stands but nobody answers CONNECT: is it an MQTT listener (and the path a"
                                    + " WebSocket's), and is the broker overloaded?"
                            : "the connection ended without an answer: the broker's log says why; it may not speak this"
                                    + " version of MQTT, or want a client certificate");
        }
        return new PreflightAdvice(
                step.words(),
                switch (answer.code()) {
                    case ReasonCodes.BAD_USER_NAME_OR_PASSWORD -> "check user name and password";
                    case ReasonCodes.NOT_AUTHORIZED ->
                        "have the broker let " + clientId + " in: its user, its client id or its address";
                    case ReasonCodes.CLIENT_IDENTIFIER_NOT_VALID -> "choose a client id that the broker takes";
                    case ReasonCodes.UNSUPPORTED_PROTOCOL_VERSION -> "try the other MqttVersion";
                    case ReasonCodes.BANNED -> "ask the broker's administrator why " + clientId + " is banned";
                    case ReasonCodes.BAD_AUTHENTICATION_METHOD ->
                        "the broker wants another kind of authentication than user name and password";
                    case ReasonCodes.USE_ANOTHER_SERVER, ReasonCodes.SERVER_MOVED ->
                        "connect to the server that it names, or ask its administrator where it has gone";
                    case ReasonCodes.TOPIC_NAME_INVALID,
                            ReasonCodes.PACKET_TOO_LARGE,
                            ReasonCodes.PAYLOAD_FORMAT_INVALID,
                            ReasonCodes.RETAIN_NOT_SUPPORTED,
                            ReasonCodes.QOS_NOT_SUPPORTED -> "the broker does not take this will: ask for its limits";
                    case ReasonCodes.MALFORMED_PACKET, ReasonCodes.PROTOCOL_ERROR ->
                        "the broker does not understand CONNECT: is something on the way that changes it?";
                    default -> "the broker cannot now: try again later, and see its log";
                });
    }

    /** Of a right to publish or to subscribe. */
    static PreflightAdvice using(SessionStepException step, String right, boolean closesInstead) {
        if (step.getCause() instanceof BrokerAnswerException answer) {
            return new PreflightAdvice(
                    step.words(),
                    switch (answer.code()) {
                        case ReasonCodes.NOT_AUTHORIZED, ReasonCodes.UNSPECIFIED_ERROR -> right;
                        case ReasonCodes.TOPIC_NAME_INVALID, ReasonCodes.TOPIC_FILTER_INVALID ->
                            "the broker does not take this name: ask for its rules";
                        case ReasonCodes.QUOTA_EXCEEDED -> "a quota of the broker is used up: have it raised";
                        default -> "see what the broker says, and its log";
                    });
        }
        return new PreflightAdvice(
                step.words(),
                step.getCause() instanceof TimeoutException
                        ? "the network or the broker has stopped in between: try again, and see the broker's load"
                        : closesInstead
                                ? "with MQTT 3.1.1 a broker can only close the connection: most likely " + right
                                : "the connection ended: try again, and see the broker's log");
    }
}
