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
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.tls.TlsFailedException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts into words what happens to a connection, and logs it no louder than it deserves: what a person has to mend is a
 * warning, once and not at each attempt. Not thread-safe.
 */
final class ConnectionLog {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionSettings settings;
    private @Nullable BrokerGrants granted;
    private @Nullable String warnedOf;
    private @Nullable String refusedWith;
    private boolean stormReported;

    ConnectionLog(ConnectionSettings settings) {
        this.settings = settings;
    }

    /** A session has begun. Says what the broker grants when it is new, and names a limit that will be felt. */
    void opened(BrokerSession session, BrokerGrants grants) {
        BrokerGrants before = granted;
        granted = grants;
        warnedOf = null;
        refusedWith = null;
        log.debug("{} in session, session present: {}", session, grants.sessionPresent());
        if (before != null && !grants.sessionPresent()) {
            log.warn(
                    "{}: the broker no longer had the session: what it kept for {} while it was away is lost;"
                            + " subscriptions are made anew. Does it keep sessions long enough, and over its restarts?",
                    session,
                    settings.clientId());
        }
        if (before != null && before.receiveMaximum() == grants.receiveMaximum()) {
            return;
        }
        log.info("{}: the broker grants {}", session, grants);
        if (grants.receiveMaximum() < BrokerGrants.LOW_RECEIVE_MAXIMUM) {
            log.info(
                    "{}: the broker takes {} unacknowledged messages at a time, which limits throughput to {} messages"
                            + " per round trip; raise its receive maximum for more",
                    session,
                    grants.receiveMaximum(),
                    grants.receiveMaximum());
        }
    }

    /** Whether the broker has lost the session that there was before this one. To be asked before {@link #opened}. */
    boolean isSessionLost(BrokerGrants grants) {
        return granted != null && !grants.sessionPresent();
    }

    /** The broker refuses for good. */
    ConnectionRefusedException refused(BrokerAddress broker, Throwable cause, Duration delay) {
        BrokerAnswerException answer = Objects.requireNonNull(ReasonCodes.lastingRefusal(cause));
        ConnectionRefusedException refusal = new ConnectionRefusedException(
                broker.uri(), answer.code(), "the broker refuses " + at(broker) + ": " + answer.words(), cause);
        String words = String.valueOf(refusal.getMessage());
        if (words.equals(refusedWith)) {
            log.debug("{}; next try in {} s", words, delay.toSeconds());
        } else {
            refusedWith = words;
            log.warn("{}; next tries every {} s, not logged as warnings", words, delay.toSeconds());
        }
        return refusal;
    }

    /** Session after session was ended by the broker at once. */
    ConnectionFailedException takenOver(BrokerAddress broker, Throwable cause, Duration delay) {
        ConnectionFailedException storm = new ConnectionFailedException(
                broker.uri(),
                at(broker) + ": the broker ended " + AttemptPlan.STORM
                        + " sessions in a row within seconds; most likely"
                        + " another process connects with the client id " + settings.clientId()
                        + " as well: give each its own; or something on the way closes connections",
                cause);
        if (!stormReported) {
            stormReported = true;
            log.warn("{}; next try in {} s", storm.getMessage(), delay.toSeconds());
        }
        return storm;
    }

    /** An attempt failed, or a session ended, and the next attempt will come. */
    void retry(BrokerAddress broker, Throwable cause, Duration delay) {
        stormReported = false;
        String words = at(broker) + ": " + Failures.inWords(cause);
        if (isToBeMended(cause) && !words.equals(warnedOf)) {
            warnedOf = words;
            log.warn("{}; next attempt in {} ms", words, delay.toMillis());
        } else {
            log.debug("{}; next attempt in {} ms", words, delay.toMillis());
        }
    }

    /** The broker does not keep to the receive maximum and may have more from now on. */
    void widened(BrokerAddress broker, int before, int after) {
        log.warn(
                "{}: the broker sent more than the {} unacknowledged messages that it was allowed, as Mosquitto 2.0 does"
                        + " with a backlog; from now on it is allowed {}, which may all be in memory",
                at(broker),
                before,
                after);
    }

    /** What {@code connect()} throws for a failure that a person has to mend. */
    ConnectionFailedException misconfigured(BrokerAddress broker, Throwable cause) {
        return new ConnectionFailedException(
                broker.uri(), "cannot connect " + at(broker) + ": " + Failures.inWords(cause), cause);
    }

    /** What {@code connect()} throws when its time is over: of the broker that was tried last. */
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

    /** Trust and certificate failures: a person has to mend something, so that waiting for it is no use. */
    static boolean isMisconfigured(Throwable failure) {
        TlsFailedException tls = Failures.find(failure, TlsFailedException.class);
        return (tls != null && tls.isLasting()) || Failures.find(failure, PemException.class) != null;
    }

    /** Those, and what a supplier of the user does wrong, which may well pass. */
    private static boolean isToBeMended(Throwable failure) {
        return isMisconfigured(failure) || failure instanceof PreparationFailedException;
    }
}
