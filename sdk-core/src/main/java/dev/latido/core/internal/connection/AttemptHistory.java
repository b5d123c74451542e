package dev.latido.core.internal.connection;

import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReceiveMaximumExceededException;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Remembers a connection's attempts and sessions, and decides and logs what follows each of them. Not thread-safe. */
final class AttemptHistory {

    private final ConnectionSettings settings;
    private final ConnectionLog log;
    private final AttemptPlan plan;
    private final ReceiveWindow window;
    private final WillTrials will;
    private @Nullable Throwable lastFailure;
    private BrokerAddress lastBroker;
    private boolean everOpen;

    /**
     * What follows a failure.
     *
     * @param state the connection's state until the next attempt
     * @param cause the failure as listeners see it
     * @param delay the time to the next attempt
     * @param fatal what {@code connect()} throws at once, because a person has to fix something; null if it goes on
     *     waiting
     */
    record Verdict(
            ConnectionState state,
            Throwable cause,
            Duration delay,
            @Nullable ConnectionFailedException fatal) {}

    AttemptHistory(ConnectionSettings settings) {
        this.settings = settings;
        this.log = new ConnectionLog(settings);
        this.plan = new AttemptPlan(settings.brokers().size(), settings.backoff(), new Random());
        this.window = new ReceiveWindow(settings.receiveMaximum());
        this.will =
                new WillTrials(settings.presence() != null, settings.backoff().cap());
        this.lastBroker = settings.broker();
    }

    /** Returns the broker for the next attempt. */
    BrokerAddress nextBroker() {
        return settings.brokers().get(plan.broker());
    }

    /** Returns the settings for the next attempt. */
    ConnectionSettings nextSettings() {
        ConnectionSettings next = settings.receiving(window.messages());
        return will.isWithheld() ? next.withoutWill() : next;
    }

    /** Returns the number of attempts that have failed, or sessions that have ended, since the last stable session. */
    int failures() {
        return plan.failures();
    }

    /** Returns the trials of the Last Will. */
    WillTrials will() {
        return will;
    }

    /** Takes note of a session; returns whether the broker has lost the one before it. */
    boolean opened(BrokerSession session, BrokerGrants grants) {
        everOpen = true;
        plan.opened(System.nanoTime());
        boolean lost = log.isSessionLost(grants);
        log.opened(session, grants);
        return lost;
    }

    /** Takes note of a failed attempt or, if {@code end} is not null, of a session that has ended. */
    Verdict failed(BrokerAddress broker, Throwable cause, Suspect.@Nullable End end) {
        lastFailure = cause;
        lastBroker = broker;
        int before = window.messages();
        if (cause instanceof ReceiveMaximumExceededException && window.widen()) {
            log.widened(broker, before, window.messages());
        }
        if (end == null && will.failed(cause)) {
            Duration soon = plan.soon();
            log.retry(broker, cause, soon);
            return new Verdict(everOpen ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING, cause, soon, null);
        }
        AttemptPlan.Next next =
                end == null ? plan.attemptFailed(cause) : plan.sessionEnded(cause, System.nanoTime(), end);
        Duration delay = next.delay();
        return switch (next.course()) {
            case REFUSED -> {
                ConnectionRefusedException refusal = log.refused(broker, cause, delay);
                yield new Verdict(ConnectionState.REFUSED, refusal, delay, refusal);
            }
            case TAKEN_OVER ->
                new Verdict(ConnectionState.RECONNECTING, log.takenOver(broker, cause, delay), delay, null);
            case RETRY -> {
                log.retry(broker, cause, delay);
                yield everOpen
                        ? new Verdict(ConnectionState.RECONNECTING, cause, delay, null)
                        : new Verdict(ConnectionState.CONNECTING, cause, delay, misconfiguration(broker, cause));
            }
        };
    }

    private @Nullable ConnectionFailedException misconfiguration(BrokerAddress broker, Throwable cause) {
        boolean onlyBroker = settings.brokers().size() == 1;
        return onlyBroker && ConnectionLog.isMisconfigured(cause) ? log.misconfigured(broker, cause) : null;
    }

    /** Returns what {@code connect()} throws when its time is over. */
    ConnectionFailedException unreachable() {
        return log.unreachable(lastBroker, lastFailure);
    }
}
