package dev.latido.core.internal.connection;

import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.MqttConnection;
import dev.latido.core.PemException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.BrokerViolationException;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.tls.TlsFailedException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Words and logs the events of a connection. A problem that a person must fix is logged as a warning once, and at debug
 * level when it is repeated. Not thread-safe.
 */
final class ConnectionLog {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionSettings settings;
    private @Nullable BrokerGrants granted;
    private @Nullable String warnedOf;
    private @Nullable String refusedWith;
    private @Nullable String violated;
    private boolean takeoverReported;

    ConnectionLog(ConnectionSettings settings) {
        this.settings = settings;
    }

    /** Logs a session, with the broker's limits if they are new, and with a hint if a limit is low. */
    void opened(BrokerSession session, BrokerGrants grants) {
        BrokerGrants before = granted;
        granted = grants;
        warnedOf = null;
        refusedWith = null;
        log.debug("{} in session, session present: {}", session, grants.sessionPresent());
        if (before != null && !grants.sessionPresent()) {
            log.warn(
                    "{}: the broker did not resume the session; messages that it queued while {} was offline are lost."
                            + " Subscriptions are being restored. Check the broker's session expiry and whether it"
                            + " keeps sessions across restarts",
                    session,
                    settings.clientId());
        }
        if (before != null && before.receiveMaximum() == grants.receiveMaximum()) {
            return;
        }
        log.info("{}: the broker grants {}", session, grants);
        if (grants.receiveMaximum() < BrokerGrants.LOW_RECEIVE_MAXIMUM) {
            log.info(
                    "{}: the broker accepts {} unacknowledged messages at a time, which limits throughput to {}"
                            + " messages per round trip; raise its receive maximum for more",
                    session,
                    grants.receiveMaximum(),
                    grants.receiveMaximum());
        }
    }

    /** Returns whether the broker has lost the session before this one. Must be called before {@link #opened}. */
    boolean isSessionLost(BrokerGrants grants) {
        return granted != null && !grants.sessionPresent();
    }

    /** Logs a permanent refusal, and returns it for listeners. */
    ConnectionRefusedException refused(BrokerAddress broker, Throwable cause, Duration delay) {
        BrokerAnswerException answer = Objects.requireNonNull(ReasonCodes.permanentRefusal(cause));
        ConnectionRefusedException refusal = new ConnectionRefusedException(
                broker.uri(), answer.code(), "the broker refuses " + at(broker) + ": " + answer.words(), cause);
        String words = String.valueOf(refusal.getMessage());
        if (words.equals(refusedWith)) {
            log.debug("{}; retrying in {} s", words, delay.toSeconds());
        } else {
            refusedWith = words;
            log.warn("{}; retrying every {} s; repeated refusals are logged at debug level", words, delay.toSeconds());
        }
        return refusal;
    }

    /** Logs a takeover loop, and returns it for listeners. */
    ConnectionFailedException takenOver(BrokerAddress broker, Throwable cause, Duration delay) {
        ConnectionFailedException takeover = new ConnectionFailedException(
                broker.uri(),
                at(broker) + ": the broker ended " + AttemptPlan.TAKEOVER_LOOP
                        + " sessions in a row within seconds; most likely another process connects with the client id "
                        + settings.clientId() + ": give each process its own client id."
                        + " Otherwise, check whether a device on the network closes connections",
                cause);
        if (!takeoverReported) {
            takeoverReported = true;
            log.warn("{}; retrying in {} s", takeover.getMessage(), delay.toSeconds());
        }
        return takeover;
    }

    /** Logs a failed attempt or the end of a session. */
    void retry(BrokerAddress broker, Throwable cause, Duration delay) {
        takeoverReported = false;
        String words = at(broker) + ": " + Failures.inWords(cause);
        BrokerViolationException violation = Failures.find(cause, BrokerViolationException.class);
        if (violation != null && !words(violation).equals(violated)) {
            violated = words(violation);
            log.warn("{}: {}; retrying in {} ms", at(broker), violated, delay.toMillis());
        } else if (isForAPerson(cause) && !words.equals(warnedOf)) {
            warnedOf = words;
            log.warn("{}; retrying in {} ms", words, delay.toMillis());
        } else {
            log.debug("{}; retrying in {} ms", words, delay.toMillis());
        }
    }

    private static String words(BrokerViolationException violation) {
        return String.valueOf(violation.getMessage());
    }

    /** Logs that the broker exceeded the receive maximum and is allowed more. */
    void widened(BrokerAddress broker, int before, int after) {
        log.warn(
                "{}: the broker sent more than the allowed {} unacknowledged messages, as Mosquitto 2.0 does with a"
                        + " backlog; the next session allows {}, which may all be in memory at once",
                at(broker),
                before,
                after);
    }

    /** Returns what {@code connect()} throws for a failure that a person must fix. */
    ConnectionFailedException misconfigured(BrokerAddress broker, Throwable cause) {
        return new ConnectionFailedException(
                broker.uri(), "cannot connect " + at(broker) + ": " + Failures.inWords(cause), cause);
    }

    /** Returns what {@code connect()} throws after its timeout, about the broker of the last attempt. */
    ConnectionFailedException unreachable(BrokerAddress broker, @Nullable Throwable failure) {
        String why = failure == null ? "no answer" : Failures.inWords(failure);
        String last = settings.brokers().size() == 1 ? "" : broker + ": ";
        return new ConnectionFailedException(
                broker.uri(),
                "cannot connect " + settings + " within "
                        + settings.connectTimeout().toMillis() + " ms: " + last + why,
                failure);
    }

    private String at(BrokerAddress broker) {
        return settings.clientId() + " at " + broker;
    }

    /** Returns whether the failure is one of trust or certificates, which a person must fix and a retry does not. */
    static boolean isMisconfigured(Throwable failure) {
        TlsFailedException tls = Failures.find(failure, TlsFailedException.class);
        return (tls != null && tls.isPermanent()) || Failures.find(failure, PemException.class) != null;
    }

    /** Returns whether a person should look at the failure; a failing supplier may recover by itself. */
    private static boolean isForAPerson(Throwable failure) {
        return isMisconfigured(failure) || failure instanceof PreparationFailedException;
    }
}
