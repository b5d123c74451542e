package dev.latido.core.internal.connection;

import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.PemException;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.culprit.WillTrials;
import dev.latido.core.internal.limits.ReceiveMaximumExceededException;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

    /** Whether a session that was not used showed that the broker has lost the one before. */
    private boolean lost;

    /** Whether the next attempt with a broker that has failed should find out which version it supports. */
    private final Map<BrokerAddress, Boolean> unsure = new HashMap<>();

    private boolean givesUp;

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

    /**
     * Creates a history without attempts.
     *
     * @param givesUp whether a permanent failure before the first session is the end, because {@code connect()} waits
     */
    AttemptHistory(ConnectionSettings settings, boolean givesUp) {
        this.settings = settings;
        this.givesUp = givesUp;
        this.log = new ConnectionLog(settings, System::nanoTime);
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

    /**
     * Returns whether an attempt should find out which version the broker supports, if it is not answered: there has been
     * no session, and one attempt with this broker has failed, which may have been an accident, or the version was the
     * reason before.
     */
    boolean asksVersion(BrokerAddress broker) {
        return !everOpen && Boolean.TRUE.equals(unsure.get(broker));
    }

    /** Returns the trials of the Last Will. */
    WillTrials will() {
        return will;
    }

    /** Takes note of a session, used or not; called first. */
    void granted(BrokerGrants grants) {
        lost |= everOpen && !grants.sessionPresent();
    }

    /** Takes note of a session that is used; returns whether the broker has lost the one before it. */
    boolean opened(BrokerSession session, BrokerGrants grants) {
        everOpen = true;
        givesUp = false;
        plan.opened(System.nanoTime());
        boolean before = lost;
        lost = false;
        log.opened(session, grants, before);
        return before;
    }

    /** Takes note of a failed attempt or, if {@code end} is not null, of a session that has ended. */
    Verdict failed(BrokerAddress broker, Throwable cause, Suspect.@Nullable End end) {
        lastFailure = cause;
        lastBroker = broker;
        unsure.put(broker, !unsure.containsKey(broker) || ReasonCodes.isOfTheVersion(cause));
        int before = window.messages();
        boolean wasOpen = end != null;
        boolean widened = cause instanceof ReceiveMaximumExceededException && window.widen();
        if (end == null && will.failed(cause)) {
            Duration soon = plan.soon();
            log.retry(broker, cause, soon, false);
            return new Verdict(everOpen ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING, cause, soon, null);
        }
        AttemptPlan.Next next =
                end == null ? plan.attemptFailed(cause) : plan.sessionEnded(cause, System.nanoTime(), end);
        Duration delay = next.delay();
        return switch (next.course()) {
            case REFUSED -> {
                ConnectionFailedException permanent = log.permanent(broker, cause, delay, wasOpen, givesUp);
                yield new Verdict(ConnectionState.REFUSED, permanent, delay, permanent);
            }
            case TAKEN_OVER ->
                new Verdict(ConnectionState.RECONNECTING, log.takenOver(broker, cause, delay), delay, null);
            case RETRY -> {
                if (cause instanceof PemException && givesUp) {
                    ConnectionFailedException fatal = log.permanent(broker, cause, delay, wasOpen, true);
                    yield new Verdict(ConnectionState.CONNECTING, cause, delay, fatal);
                }
                if (widened) {
                    log.widened(broker, before, window.messages(), delay);
                } else {
                    log.retry(broker, cause, delay, wasOpen);
                }
                yield new Verdict(
                        everOpen ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING, cause, delay, null);
            }
        };
    }

    /** Returns what {@code connect()} throws when its time is over. */
    ConnectionFailedException unreachable() {
        return log.unreachable(lastBroker, lastFailure);
    }
}
