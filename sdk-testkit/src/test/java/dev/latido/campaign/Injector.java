package dev.latido.campaign;

import dev.latido.campaign.Plan.Strike;
import dev.latido.campaign.process.CrashPoint;
import dev.latido.campaign.process.Lines;
import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.testkit.proxy.ProxyClient;
import dev.latido.testkit.proxy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Carries out a plan, and makes everything whole again in the end. */
final class Injector implements AutoCloseable {

    private static final double DUPLICATED = 0.2;
    private static final double OVERTAKEN = 0.05;
    private static final double LOST = 0.2;
    private static final double REFUSED = 0.3;
    private static final int WITHHELD_AT_MOST = 3;
    private static final int TAKING_AT_MOST = 5;
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int UNSPECIFIED_ERROR = 0x80;
    private static final Duration OVERTAKING = Duration.ofMillis(40);
    private static final Duration POINT_IS_REACHED = Duration.ofSeconds(8);
    private static final Duration COMMIT_IS_REACHED = Duration.ofSeconds(3);
    private static final Duration CONNECTION_COMES = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 20;
    private static final long HANDS_MINUTES = 2;

    /** What happened, and to whom if to one process. */
    record Struck(Instant at, Fault fault, @Nullable String worker) {}

    private record Ruled(Fault fault, Rule rule) {}

    private final Plan plan;
    private final Stage stage;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService hands = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Void>> works = new CopyOnWriteArrayList<>();
    private final List<Struck> struck = new CopyOnWriteArrayList<>();
    private final List<Ruled> rules = new CopyOnWriteArrayList<>();
    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private final Map<Worker, Strike> armed = new ConcurrentHashMap<>();
    private final Object broker = new Object();
    private final Object database = new Object();
    private final Object redis = new Object();

    Injector(Plan plan, Stage stage) {
        this.plan = plan;
        this.stage = stage;
    }

    /** Begins with the weather, and counts the plan's times from now. */
    void begin() {
        FaultProxy network = stage.network();
        if (plan.weather().contains(Fault.DUPLICATES.word())) {
            Packets some = Packets.of(PacketType.PUBLISH).toClient().probability(DUPLICATED);
            rules.add(new Ruled(Fault.DUPLICATES, network.when(some).redeliverAsNew()));
        }
        if (plan.weather().contains(Fault.REORDER.word())) {
            Packets some = Packets.of(PacketType.PUBLISH).toClient().probability(OVERTAKEN);
            rules.add(new Ruled(Fault.REORDER, network.when(some).holdFor(OVERTAKING)));
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
        FaultProxy network = stage.network();
        String client = target.clientId();
        switch (fault) {
            case CUT -> befall(target, fault, ProxyClient::cut);
            case RESET -> befall(target, fault, ProxyClient::reset);
            case HALF_OPEN -> befall(target, fault, ProxyClient::halfOpen);
            case DELAY -> delay(strike);
            case PUBACK_LOST ->
                rule(
                        strike,
                        fault,
                        network.when(acknowledgements().probability(LOST)).dropAndCut());
            case PUBACK_WITHHELD ->
                rule(
                        strike,
                        fault,
                        network.when(acknowledgements().atMost(WITHHELD_AT_MOST))
                                .drop());
            case QUOTA -> rule(strike, fault, network.when(messages()).answer(QUOTA_EXCEEDED));
            case UNSPECIFIED -> rule(strike, fault, network.when(messages()).answer(UNSPECIFIED_ERROR));
            case BROKER_RESTART, BROKER_KILL -> restartBroker(strike, fault);
            case SESSION_LOST -> takeSession();
            case KILL_AFTER_CLAIM, KILL_AFTER_EFFECT, KILL_BEFORE_COMMIT, KILL_BEFORE_ACKNOWLEDGEMENT ->
                arm(target, strike, fault.point().orElseThrow());
            case PAUSE -> pause(target, strike);
            case KILL_PUBLISHER -> {
                count(1, fault, stage.publisher().clientId());
                stage.publisher().killAndRestart();
            }
            case DATABASE_RESTART -> arm(target, strike, CrashPoint.IN_COMMIT);
            case REDIS_RESTART -> restartRedis(strike);
            case REDIS_FLUSH -> {
                synchronized (redis) {
                    count(1, fault, null);
                    stage.servers().redis().flush();
                }
            }
            case CLOCK_STEP -> {
                count(1, fault, client);
                target.stepClock(strike.amount());
            }
            case DUPLICATES, REORDER -> throw new IllegalStateException(fault + " is weather");
        }
    }

    private Packets acknowledgements() {
        return Packets.of(PacketType.PUBACK).toClient().client(stage.publisher().clientId());
    }

    private Packets messages() {
        return Packets.of(PacketType.PUBLISH)
                .toBroker()
                .client(stage.publisher().clientId())
                .probability(REFUSED);
    }

    private void count(int times, Fault fault, @Nullable String worker) {
        if (times > 0) {
            struck.add(new Struck(Instant.now(), fault, worker));
        }
    }

    /** Strikes the connection that there is, or the next. */
    private void befall(Worker target, Fault fault, ToIntFunction<ProxyClient> trouble) {
        ProxyClient connection = stage.network().connection(target.clientId());
        long end = System.nanoTime() + CONNECTION_COMES.toNanos();
        int befallen = trouble.applyAsInt(connection);
        while (befallen == 0 && System.nanoTime() - end < 0) {
            park(POLL_MILLIS);
            befallen = trouble.applyAsInt(connection);
        }
        count(befallen, fault, target.clientId());
    }

    private void delay(Strike strike) {
        count(1, Fault.DELAY, null);
        Duration delay = Duration.ofMillis(strike.amount());
        delay(delay);
        park(strike.lasts());
        delay(Duration.ZERO);
    }

    private void delay(Duration delay) {
        stage.network().delay(Direction.TO_BROKER, delay);
        stage.network().delay(Direction.TO_CLIENT, delay);
    }

    /** In force for a while; how often it acts is counted, its beginning is marked. */
    private void rule(Strike strike, Fault fault, Rule rule) {
        struck.add(new Struck(Instant.now(), fault, null));
        rules.add(new Ruled(fault, rule));
        park(strike.lasts());
        rule.remove();
    }

    private void restartBroker(Strike strike, Fault fault) {
        synchronized (broker) {
            count(1, fault, null);
            if (fault == Fault.BROKER_KILL) {
                stage.broker().kill();
            } else {
                stage.broker().stop();
            }
            park(strike.lasts());
            stage.broker().start();
        }
    }

    private void takeSession() {
        synchronized (broker) {
            String client = stage.publisher().clientId();
            boolean taken = false;
            for (int attempt = 1; attempt <= TAKING_AT_MOST && !taken; attempt++) {
                taken = Rogue.takeSession(stage.broker().broker(), client);
            }
            count(taken ? 1 : 0, Fault.SESSION_LOST, client);
        }
    }

    private void pause(Worker target, Strike strike) {
        count(1, Fault.PAUSE, target.clientId());
        target.signal("STOP");
        park(strike.lasts());
        target.signal("CONT");
    }

    private void arm(Worker target, Strike strike, CrashPoint point) {
        armed.put(target, strike);
        target.tell(Lines.ARM + point.word());
        boolean commit = point == CrashPoint.IN_COMMIT;
        timer.schedule(
                () -> {
                    if (armed.remove(target, strike)) {
                        target.tell(Lines.DISARM);
                        if (commit) {
                            work(() -> restartDatabase(strike.lasts()));
                        }
                    }
                },
                (commit ? COMMIT_IS_REACHED : POINT_IS_REACHED).toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** A subscriber stands at a point, or goes into a slow commit. */
    void reached(Worker worker, CrashPoint point) {
        Strike strike = armed.remove(worker);
        work(() -> {
            if (point == CrashPoint.IN_COMMIT) {
                restartDatabase(strike == null ? 0 : strike.lasts());
                return;
            }
            for (Fault fault : Fault.DEATHS) {
                if (fault.point().orElseThrow() == point) {
                    count(1, fault, worker.clientId());
                }
            }
            worker.killAndRestart();
        });
    }

    private void restartDatabase(long down) {
        synchronized (database) {
            count(1, Fault.DATABASE_RESTART, null);
            stage.servers().postgres().kill();
            park(down);
            stage.servers().postgres().start();
        }
    }

    private void restartRedis(Strike strike) {
        synchronized (redis) {
            count(1, Fault.REDIS_RESTART, null);
            stage.servers().redis().kill();
            park(strike.lasts());
            stage.servers().redis().start();
        }
    }

    private static void park(long milliseconds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** No more faults; what is under way comes to its end, and everything runs again. */
    void heal() {
        timer.shutdownNow();
        for (Worker worker : new ArrayList<>(armed.keySet())) {
            armed.remove(worker);
            worker.tell(Lines.DISARM);
        }
        for (CompletableFuture<Void> work : works) {
            work.orTimeout(HANDS_MINUTES, TimeUnit.MINUTES).join();
        }
        rules.forEach(ruled -> ruled.rule().remove());
        delay(Duration.ZERO);
        stage.broker().start();
        stage.servers().heal();
    }

    /** Everything that happened at a moment, in order. */
    List<Struck> struck() {
        return List.copyOf(struck);
    }

    /** How often each fault happened: those with rules by the packets that they befell. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (Ruled ruled : rules) {
            counts.merge(ruled.fault().word(), ruled.rule().hits(), Long::sum);
        }
        for (Struck one : struck) {
            if (rules.stream().noneMatch(ruled -> ruled.fault() == one.fault())) {
                counts.merge(one.fault().word(), 1L, Long::sum);
            }
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    /** What the harness itself could not do. */
    List<String> trouble() {
        return List.copyOf(trouble);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        hands.shutdown();
    }
}
