package dev.latido.core.internal.culprit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.MqttConnection;
import dev.latido.core.internal.culprit.CulpritTrials.Case;
import dev.latido.core.internal.culprit.Suspect.End;
import dev.latido.core.internal.culprit.Suspect.Hold;
import dev.latido.core.internal.culprit.Suspect.UnderWay;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the one request (a message, a subscription, the presence message) at which the broker ends the connection, by
 * comparing sessions with it and sessions without it. Thread-safe.
 *
 * <ol>
 *   <li>If several sessions in a row end with the same request first in flight, the next one is <i>careful</i>: all
 *       requests of the connection are sent one at a time, until as many are answered as were in flight.
 *   <li>A request that is alone in flight when a careful session ends is <i>held back</i>. Everything else is sent.
 *   <li>When a session without it has lasted for {@link CulpritTrials#CONTROL} to twice that time, drawn at random, all
 *       senders pause until nothing has been in flight for {@link CulpritTrials#QUIET}. Then the request is <i>tried</i>,
 *       alone.
 *   <li>If it is answered, or has no answer for {@link #PATIENCE}, it is innocent. If the session ends before, and has
 *       lasted at least {@value CulpritTrials#RATIO} times as long without the request as with it, the trial counts
 *       against it. Enough such trials in a row convict it.
 * </ol>
 *
 * <p>A bad network and a broken broker convict nothing; {@code docs/inside.md} says why.
 */
public final class CulpritSearch {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private static final Duration STEP = Duration.ofMillis(100);

    /** The longest time for which others wait for the answer to one request. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String connection;
    private final Duration cap;
    private final ScheduledExecutorService scheduler;
    private final IntSupplier requestsUnderWay;
    private final LongSupplier nanos;

    /** False nearly always: nothing is suspected, and nothing has to be asked here. */
    private volatile boolean alert;

    /** Guarded by the lock of this object, apart from its flag. */
    private final CarefulTurns turns = new CarefulTurns();

    @GuardedBy("this")
    private final CulpritTrials trials;

    @GuardedBy("this")
    private final Map<Suspect, Case> cases = new LinkedHashMap<>();

    @GuardedBy("this")
    private final UnansweredRequests unanswered = new UnansweredRequests();

    /** Whether the last session ended early although the suspects were held back. */
    @GuardedBy("this")
    private boolean controlFailed;

    /** Counts sessions, so that a step of an earlier one has no effect. */
    @GuardedBy("this")
    private int session;

    @GuardedBy("this")
    private long openedAt;

    /** Whether a message may be convicted without comparison. */
    @GuardedBy("this")
    private boolean credit = true;

    /** Creates a search that tries a culprit again after the cap; {@code requestsUnderWay} counts those without an answer. */
    public CulpritSearch(
            String connection,
            Duration cap,
            ScheduledExecutorService scheduler,
            IntSupplier requestsUnderWay,
            LongSupplier nanos,
            RandomGenerator random) {
        this.connection = connection;
        this.cap = cap;
        this.scheduler = scheduler;
        this.requestsUnderWay = requestsUnderWay;
        this.nanos = nanos;
        this.trials = new CulpritTrials(nanos, random);
    }

    // --- what senders ask ---

    /** Returns whether anything is suspected; otherwise senders ask nothing else. */
    public boolean isAlert() {
        return alert;
    }

    /** Returns whether requests go one at a time. */
    public boolean isCareful() {
        return turns.isCareful();
    }

    /** Returns whether a request is held back. */
    public synchronized Hold hold(Suspect suspect) {
        Case held = cases.get(suspect);
        return held == null ? Hold.NONE : held.overtaken ? Hold.ALONE : Hold.WITH_TOPIC;
    }

    /**
     * Asks whether a sender may send a request now. If not, the callback is called when it may ask again.
     *
     * @param sender a careful session has one sender at a time, until it gives the turn back
     */
    public synchronized boolean takeTurn(Object sender, Runnable again) {
        boolean granted = turns.take(sender, again, trials.tried() != null);
        if (granted && turns.isCareful()) {
            int turn = turns.taken();
            scheduler.schedule(() -> turnOver(turn, sender), PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        }
        return granted;
    }

    /** Takes the turn from a sender that still has it. Its request does not end the session, or not soon. */
    private void turnOver(int turn, Object sender) {
        boolean still;
        synchronized (this) {
            still = turn == turns.taken();
        }
        if (still) {
            giveBack(sender);
        }
    }

    /** Called when a sender has no request in flight and sends none now. */
    public void giveBack(Object sender) {
        List<Runnable> awake;
        synchronized (this) {
            awake = turns.giveBack(sender);
        }
        awake.forEach(scheduler::execute);
    }

    /** Called when the sender sends a request on {@link Suspect#tryAlone()}. */
    public synchronized void begun(Suspect suspect) {
        trials.begun(suspect);
    }

    /** Called when the broker has answered a request, if {@link #isAlert()}. */
    public void answered(Suspect suspect, boolean message) {
        List<Runnable> awake;
        synchronized (this) {
            boolean wasLast = unanswered.answered(suspect);
            if (cases.containsKey(suspect)) {
                close(suspect);
            } else if (wasLast && controlFailed) {
                acquitAll("a session without them ended as well");
            }
            if (message) {
                cases.values().forEach(Case::compare);
                credit = true;
            }
            turns.answered();
            settle();
            awake = trials.tried() == null && !turns.isCareful() ? turns.waiting() : List.of();
        }
        awake.forEach(scheduler::execute);
    }

    /** Called when a request is not sent any more, whatever its outcome. */
    public void gone(Suspect suspect) {
        List<Runnable> awake;
        synchronized (this) {
            close(suspect);
            settle();
            awake = turns.waiting();
        }
        awake.forEach(scheduler::execute);
    }

    @GuardedBy("this")
    private void close(Suspect suspect) {
        Case closed = cases.remove(suspect);
        if (closed != null && closed.equals(trials.tried())) {
            trials.end();
        }
    }

    @GuardedBy("this")
    private void acquitAll(String why) {
        for (Case open : List.copyOf(cases.values())) {
            if (!open.convicted) {
                log.debug("{}: {} is no longer held back: {}", connection, open.suspect.inWords(), why);
                close(open.suspect);
                scheduler.execute(open.suspect::released);
            }
        }
        controlFailed = false;
    }

    @GuardedBy("this")
    private void settle() {
        alert = turns.isCareful() || !credit || unanswered.first() != null || !cases.isEmpty();
    }

    /** Called when a session begins, before anything is sent. */
    public synchronized void opened() {
        left();
        openedAt = nanos.getAsLong();
        planStep(session);
    }

    /** Called when the connection itself leaves a session, which says nothing about requests. */
    public synchronized void left() {
        session++;
        turns.reset();
        trials.end();
    }

    /**
     * Called when a session has ended.
     *
     * @param underWay the first request of each sender that had no answer
     */
    public End ended(List<UnderWay> underWay, Throwable cause) {
        synchronized (this) {
            session++;
            Case tried = trials.end();
            turns.reset();
            End end = tried == null ? endedWithoutTrial(underWay) : tried(tried, underWay, cause);
            settle();
            return end;
        }
    }

    @GuardedBy("this")
    private End endedWithoutTrial(List<UnderWay> underWay) {
        cases.values().forEach(open -> open.strikes = open.convicted ? open.strikes : 0);
        boolean same = unanswered.ended(underWay);
        Suspect first = unanswered.first();
        if (first == null) {
            acquitAll("a session ended with nothing in flight");
            turns.end();
            return End.PLAIN;
        }
        if (!same && controlFailed) {
            acquitAll("sessions without it ended at different requests");
        }
        controlFailed = cases.values().stream().anyMatch(open -> !open.convicted);
        int requests = underWay.stream().mapToInt(UnderWay::requests).sum();
        boolean many = unanswered.sessions() >= first.sessions();
        if (turns.isCareful() && requests == 1 && (many || !controlFailed)) {
            log.debug("{}: {} is held back, and tried when a session without it lasts", connection, first.inWords());
            cases.computeIfAbsent(first, trials::open);
            unanswered.clear();
            controlFailed = false;
            return End.SUSPICIOUS;
        }
        if (many || turns.isCareful()) {
            turns.begin(requests);
        }
        return same ? End.SUSPICIOUS : End.PLAIN;
    }

    @GuardedBy("this")
    private End tried(Case tried, List<UnderWay> underWay, Throwable cause) {
        if (underWay.size() != 1
                || underWay.get(0).requests() != 1
                || !underWay.get(0).first().equals(tried.suspect)) {
            return End.TRIAL;
        }
        long at = underWay.get(0).at();
        Duration with = Duration.ofNanos(nanos.getAsLong() - at);
        Duration without = Duration.ofNanos(at - openedAt);
        boolean counts = tried.strike(without, with);
        if (counts && tried.strikes >= tried.suspect.trials()) {
            judge(tried, new CulpritFoundException(tried.strikes, with, cause));
        }
        return End.TRIAL;
    }

    @GuardedBy("this")
    private void judge(Case tried, CulpritFoundException findings) {
        Suspect suspect = tried.suspect;
        tried.notBefore = nanos.getAsLong() + cap.toNanos();
        if (suspect.isFinal() && !tried.compared) {
            if (!credit || cases.size() > 1 || !suspect.isAllThereIs()) {
                if (!tried.reported) {
                    tried.reported = true;
                    log.warn(
                            "{}: {} is held back: {}. It is not rejected, because the broker has acknowledged nothing"
                                    + " else since; trying again every {} s",
                            connection,
                            suspect.inWords(),
                            findings.getMessage(),
                            cap.toSeconds());
                }
                return;
            }
            credit = false;
        }
        if (!tried.convicted) {
            tried.convicted = true;
            scheduler.execute(() -> suspect.convicted(findings));
        }
    }

    // --- trials ---

    @GuardedBy("this")
    private void planStep(int of) {
        if (!cases.isEmpty()) {
            scheduler.schedule(() -> step(of), STEP.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void step(int of) {
        List<Runnable> awake = List.of();
        Suspect now = null;
        synchronized (this) {
            if (of != session) {
                return;
            }
            Case tried = trials.tried();
            if (tried == null) {
                trials.choose(cases.values(), openedAt);
            } else if (trials.isFruitless()) {
                close(tried.suspect);
                settle();
                awake = turns.waiting();
            } else {
                now = trials.proceed(requestsUnderWay.getAsInt());
            }
            planStep(of);
        }
        if (now != null) {
            now.tryAlone();
        }
        awake.forEach(Runnable::run);
    }
}
