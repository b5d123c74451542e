package dev.latido.core.internal.connection;

import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.MqttConnection;
import dev.latido.core.PemException;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.Durations;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.PreparationFailedException;
import dev.latido.core.internal.limits.BrokerViolationException;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words and logs the events of a connection. Not thread-safe. */
final class ConnectionLog {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionSettings settings;
    private @Nullable BrokerGrants granted;
    private final OutageLog outage;

    ConnectionLog(ConnectionSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.outage = new OutageLog(log, nanoTime);
    }

    /** Logs a session, with the broker's limits if they are new, and with a hint if a limit is low. */
    void opened(BrokerSession session, BrokerGrants grants, boolean lost) {
        BrokerGrants before = granted;
        granted = grants;
        outage.ended(session);
        log.debug("{} in session, session present: {}", session, grants.sessionPresent());
        if (lost) {
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

    /** Logs a failure that only a person can fix, and returns it for listeners and {@code connect()}. */
    ConnectionFailedException permanent(
            BrokerAddress broker, Throwable cause, Duration delay, boolean wasOpen, boolean givesUp) {
        ConnectionFailedException failure = inWords(broker, cause);
        String next = givesUp
                ? "Only a person can fix this; connect() does not try again"
                : "Only a person can fix this; retrying every " + Durations.inWords(delay) + " until then";
        outage.failed(at(broker), wasOpen, String.valueOf(failure.getMessage()), next, true);
        return failure;
    }

    private ConnectionFailedException inWords(BrokerAddress broker, Throwable cause) {
        BrokerAnswerException answer = ReasonCodes.permanentRefusal(cause);
        return answer == null
                ? new ConnectionFailedException(
                        broker.uri(), "cannot connect " + at(broker) + ": " + Failures.inWords(cause), cause)
                : new ConnectionRefusedException(
                        broker.uri(),
                        answer.code(),
                        "the broker refuses " + at(broker) + ": " + answer.words() + "; "
                                + RefusalAdvice.of(settings, answer),
                        cause);
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
        outage.failed(
                at(broker),
                true,
                String.valueOf(takeover.getMessage()),
                "Next attempt in " + Durations.inWords(delay),
                true);
        return takeover;
    }

    /** Logs a failed attempt or the end of a session. */
    void retry(BrokerAddress broker, Throwable cause, Duration delay, boolean wasOpen) {
        boolean isLocal = cause instanceof PemException || cause instanceof PreparationFailedException;
        boolean isViolation = Failures.find(cause, BrokerViolationException.class) != null;
        boolean isOfItsOwn = isViolation || (!wasOpen && (AttemptPlan.isPermanent(cause) || isLocal));
        String words = at(broker) + (wasOpen ? ": the connection is lost: " : ": cannot connect: ") + words(cause);
        String next = "Next attempt in " + Durations.inWords(delay)
                + (wasOpen || settings.brokers().size() == 1 ? "" : ", with the next broker");
        outage.failed(at(broker), wasOpen, words, next, isOfItsOwn);
    }

    /** Words the end of a session or an attempt. */
    private String words(Throwable cause) {
        BrokerViolationException violation = Failures.find(cause, BrokerViolationException.class);
        if (violation != null) {
            return String.valueOf(violation.getMessage());
        }
        if (cause instanceof ConnectionEndedException ended) {
            return ended.isPlainClose()
                    ? "the broker or a device on the network closed it without DISCONNECT"
                    : "the network failed (" + Failures.inWords(cause) + ")";
        }
        if (cause instanceof BrokerAnswerException answer) {
            if (answer.packet() == Packet.CONNACK) {
                return "the broker answered '" + answer.words() + "'; "
                        + ReasonCodes.advice(answer.code(), settings.clientId(), settings.version());
            }
            return answer.words().contains("PINGRESP")
                    ? "the broker has not answered for the keep-alive interval"
                    : "the broker ended the session: " + answer.words();
        }
        return Failures.inWords(cause);
    }

    /** Logs the end of a session in which the broker exceeded the receive maximum, and is allowed more. */
    void widened(BrokerAddress broker, int before, int after, Duration delay) {
        outage.failed(
                at(broker),
                true,
                at(broker) + ": the connection is lost: the broker sent more than the allowed " + before
                        + " unacknowledged messages, as Mosquitto 2.0 does with a backlog; the next session allows "
                        + after + ", which may all be in memory at once",
                "Next attempt in " + Durations.inWords(delay),
                true);
    }

    /** Returns what {@code connect()} throws after its timeout, about the broker of the last attempt. */
    ConnectionFailedException unreachable(BrokerAddress broker, @Nullable Throwable failure) {
        String why = failure == null ? "no answer" : words(failure);
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
}
