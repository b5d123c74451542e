package dev.latido.campaign;

import dev.latido.campaign.Plan.Strike;
import dev.latido.campaign.process.CrashPoint;
import dev.latido.campaign.process.Lines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Carries out a plan, and restores all components at the end. */
final class Injector implements AutoCloseable {

    private static final Duration POINT_IS_REACHED = Duration.ofSeconds(8);
    private static final Duration COMMIT_IS_REACHED = Duration.ofSeconds(3);
    private static final long HANDS_MINUTES = 2;

    private final Plan plan;
    private final Stage stage;
    private final Tally tally = new Tally();
    private final NetworkFaults network;
    private final ServerFaults servers;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService hands = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Void>> works = new CopyOnWriteArrayList<>();
    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private final Map<Worker, Strike> armed = new ConcurrentHashMap<>();

    Injector(Plan plan, Stage stage) {
        this.plan = plan;
        this.stage = stage;
        this.network = new NetworkFaults(stage.network(), stage.publisher().clientId(), tally);
        this.servers = new ServerFaults(stage.broker(), stage.servers(), tally);
    }

    /** Starts the faults of the whole run and the timers of the others. */
    void begin() {
        for (String weather : plan.weather()) {
            network.weather(Fault.of(weather).orElseThrow());
        }
        for (Strike strike : plan.strikes()) {
            timer.schedule(() -> work(() -> strike(strike)), strike.at(), TimeUnit.MILLISECONDS);
        }
    }

    private void work(Runnable work) {
        works.removeIf(CompletableFuture::isDone);
        works.add(CompletableFuture.runAsync(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        trouble.add("a fault could not be injected: " + e);
                    }
                },
                hands));
    }

    private void strike(Strike strike) {
        Fault fault = Fault.of(strike.fault()).orElseThrow();
        Worker target =
                stage.worker(Math.min(strike.target(), stage.subscribers().size()));
        switch (fault) {
            case CUT -> network.cut(target);
            case RESET -> network.reset(target);
            case HALF_OPEN -> network.halfOpen(target);
            case DELAY -> network.delay(strike.amount(), strike.lasts());
            case PUBACK_LOST -> network.loseAcknowledgements(strike.lasts());
            case PUBACK_WITHHELD -> network.withholdAcknowledgements(strike.lasts());
            case QUOTA -> network.exceedQuota(strike.lasts());
            case UNSPECIFIED -> network.answerUnspecified(strike.lasts());
            case BROKER_RESTART, BROKER_KILL -> servers.restartBroker(fault, strike.lasts());
            case SESSION_LOST -> servers.takeSession(stage.publisher().clientId());
            case KILL_AFTER_CLAIM, KILL_AFTER_EFFECT, KILL_BEFORE_COMMIT, KILL_BEFORE_ACKNOWLEDGEMENT ->
                arm(target, strike, fault.point().orElseThrow());
            case PAUSE -> pause(target, strike);
            case KILL_PUBLISHER -> kill(stage.publisher(), fault);
            case DATABASE_RESTART -> arm(target, strike, CrashPoint.IN_COMMIT);
            case REDIS_RESTART -> servers.restartRedis(strike.lasts());
            case REDIS_FLUSH -> servers.flushRedis();
            case CLOCK_STEP -> {
                tally.mark(fault, target.clientId());
                target.stepClock(strike.amount());
            }
            case DUPLICATES, REORDER -> throw new IllegalStateException(fault + " is weather");
        }
    }

    private void kill(Worker worker, Fault fault) {
        tally.mark(fault, worker.clientId());
        worker.killAndRestart();
    }

    private void pause(Worker target, Strike strike) {
        tally.mark(Fault.PAUSE, target.clientId());
        target.signal("STOP");
        Pause.of(strike.lasts());
        target.signal("CONT");
    }

    /** If a commit is not reached in time, the database is killed without it. */
    private void arm(Worker target, Strike strike, CrashPoint point) {
        armed.put(target, strike);
        target.tell(Lines.ARM + point.word());
        boolean commit = point == CrashPoint.IN_COMMIT;
        timer.schedule(
                () -> {
                    if (armed.remove(target, strike)) {
                        target.tell(Lines.DISARM);
                        if (commit) {
                            work(() -> servers.restartDatabase(strike.lasts()));
                        }
                    }
                },
                (commit ? COMMIT_IS_REACHED : POINT_IS_REACHED).toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Called when a subscriber has stopped at a point, or begins a slow commit. */
    void reached(Worker worker, CrashPoint point) {
        Strike strike = armed.remove(worker);
        if (point == CrashPoint.IN_COMMIT) {
            work(() -> servers.restartDatabase(strike == null ? 0 : strike.lasts()));
            return;
        }
        for (Fault death : Fault.DEATHS) {
            if (death.point().orElseThrow() == point) {
                work(() -> kill(worker, death));
            }
        }
    }

    /** Ends all faults: waits for those in progress, then restores all components. */
    void heal() {
        timer.shutdownNow();
        for (Worker worker : new ArrayList<>(armed.keySet())) {
            armed.remove(worker);
            worker.tell(Lines.DISARM);
        }
        for (CompletableFuture<Void> work : works) {
            work.orTimeout(HANDS_MINUTES, TimeUnit.MINUTES).join();
        }
        network.heal();
        servers.heal();
    }

    /** Returns the faults that were injected. */
    Tally tally() {
        return tally;
    }

    /** Returns the failures of the harness itself. */
    List<String> trouble() {
        return List.copyOf(trouble);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        hands.shutdown();
    }
}
