package dev.latido.campaign;

import dev.latido.campaign.Referee.Findings;
import dev.latido.campaign.process.BarePublisherProcess;
import dev.latido.campaign.process.BareSubscriberProcess;
import dev.latido.campaign.process.ClockAgent;
import dev.latido.campaign.process.CrashPoint;
import dev.latido.campaign.process.Lines;
import dev.latido.campaign.process.PublisherProcess;
import dev.latido.campaign.process.SubscriberProcess;
import dev.latido.campaign.report.CellResult;
import dev.latido.campaign.report.FaultMark;
import dev.latido.campaign.report.Kind;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs one cell, from the start of its processes to the verdict. */
final class CellRun {

    private static final int TOPICS = 16;
    private static final int LEASE_MILLIS = 2_000;
    private static final int RECEIVE_MAXIMUM = 64;
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration LAST_MESSAGES = Duration.ofSeconds(90);

    private final Cell cell;
    private final Plan plan;
    private final Path planFile;
    private final Servers servers;
    private final Path directory;
    private final String slug;
    private final Path sent;
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicReference<@Nullable Injector> injector = new AtomicReference<>();
    private final List<String> violations = new ArrayList<>();

    /**
     * Creates the run of a cell.
     *
     * @param planFile the file of the plan
     * @param directory an empty directory for the files of the cell; the caller removes it
     */
    CellRun(Cell cell, Plan plan, Path planFile, Servers servers, Path directory) {
        this.cell = cell;
        this.plan = plan;
        this.planFile = planFile;
        this.servers = servers;
        this.directory = directory;
        this.slug = cell.name().replace('/', '-');
        this.sent = directory.resolve("sent.log");
    }

    CellResult run() throws IOException, SQLException {
        servers.clear();
        Path agent = ClockAgent.jar(directory);
        List<Worker> workers = new ArrayList<>();
        try (BrokerUnderTest broker = BrokerUnderTest.start(cell.broker(), directory.resolve("broker"));
                FaultProxy network =
                        FaultProxy.to(broker.broker()).seed(plan.seed()).start()) {
            try {
                for (int i = 1; i <= cell.consumers(); i++) {
                    workers.add(worker(subscriberClass(), "subscriber-" + i, network, agent));
                }
                Worker publisher = worker(publisherClass(), "publisher", network, agent);
                Stage stage = new Stage(broker, network, servers, publisher, List.copyOf(workers));
                workers.add(publisher);
                return run(stage);
            } finally {
                workers.parallelStream().forEach(Worker::close);
            }
        }
    }

    private String subscriberClass() {
        return cell.kind() == Kind.CONTROL ? BareSubscriberProcess.class.getName() : SubscriberProcess.class.getName();
    }

    private String publisherClass() {
        return cell.seen() == Seen.NONE ? BarePublisherProcess.class.getName() : PublisherProcess.class.getName();
    }

    private Worker worker(String mainClass, String name, FaultProxy network, Path agent) {
        List<String> arguments = List.of(
                "broker=" + network.uri(),
                "cell=" + slug,
                "topic=acme/v1/evt/" + slug,
                "topics=" + TOPICS,
                "rate=" + plan.rate(),
                "store=" + cell.seen().word(),
                "consumers=" + cell.consumers(),
                "batch=" + cell.batch(),
                "concurrency=" + Invariants.CONCURRENCY,
                "inFlight=" + Invariants.IN_FLIGHT,
                "receiveMaximum=" + RECEIVE_MAXIMUM,
                "lease=" + LEASE_MILLIS,
                "database=" + servers.postgres().jdbcUrl(),
                "redis=" + servers.redis().uri(),
                "log=" + sent,
                "outbox=" + directory.resolve("outbox"));
        return new Worker(
                new Worker.Role(mainClass, name, arguments, agent, directory.resolve(name + ".log")), this::reached);
    }

    private void reached(Worker worker, CrashPoint point) {
        Injector present = injector.get();
        if (present != null) {
            present.reached(worker, point);
        }
    }

    private CellResult run(Stage stage) throws IOException, SQLException {
        stage.subscribers().forEach(Worker::start);
        awaitReady(stage.subscribers());
        stage.network()
                .when(Packets.of(PacketType.PUBLISH).toClient().where(packet -> {
                    delivered.incrementAndGet();
                    return false;
                }))
                .drop();
        stage.publisher().start();
        awaitReady(List.of(stage.publisher()));
        Instant begun = Instant.now();
        try (Injector faults = new Injector(plan, stage);
                Watch watch = Watch.start(stage, slug)) {
            injector.set(faults);
            faults.begin();
            awaitEnd(stage);
            Instant calm = Instant.now();
            faults.heal();
            stage.publisher().tell(Lines.FINISH);
            awaitLastMessages(stage);
            Drain.Rest rest;
            Duration recovery;
            try (Connection database = servers.connect()) {
                rest = new Drain(cell.kind(), stage, new Referee(sent, slug), directory.resolve("drain.log"))
                        .await(database);
                recovery = Recovery.of(database, slug).longest(faults.tally().struck(), calm);
            }
            return result(stage, faults, watch, rest, recovery, begun);
        }
    }

    private static void awaitReady(List<Worker> workers) {
        CompletableFuture<?>[] all = workers.stream().map(Worker::ready).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).get(READY.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the processes did not start", e);
        }
    }

    /** Waits for the time of the plan. A process that ends by itself ends the cell. */
    private void awaitEnd(Stage stage) {
        CompletableFuture<?>[] ends = allOf(stage).map(Worker::endedByItself).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(ends).get(plan.milliseconds(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // As planned.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Worker> allOf(Stage stage) {
        return Stream.concat(stage.subscribers().stream(), Stream.of(stage.publisher()));
    }

    private void awaitLastMessages(Stage stage) {
        try {
            stage.publisher().finished().get(LAST_MESSAGES.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            violations.add("unresolved after " + LAST_MESSAGES.toSeconds() + " s: "
                    + stage.publisher().now("outbox") + " publications");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private CellResult result(
            Stage stage, Injector faults, Watch watch, Drain.Rest rest, Duration recovery, Instant begun) {
        Findings findings = rest.findings();
        Map<String, Long> counts = faults.tally().counts();
        long inFlight = stage.publisher().most("inflight");
        long dead = stage.subscribers().stream()
                .mapToLong(worker -> worker.total("dead"))
                .sum();
        if (dead > 0) {
            violations.add(dead + " dead letters");
        }
        allOf(stage)
                .map(worker -> worker.endedByItself().getNow(""))
                .filter(reason -> !reason.isEmpty())
                .forEach(violations::add);
        violations.addAll(faults.trouble());
        violations.addAll(Invariants.violations(cell, rest, counts, inFlight));
        long deliveries = delivered.get() + stage.network().count(FaultAction.REDELIVER_AS_NEW);
        return new CellResult(
                cell.name(),
                cell.broker().word(),
                cell.seen().word(),
                cell.consumers(),
                plan.seed(),
                cell.kind(),
                cell.transactional(),
                cell.admits(),
                Duration.between(begun, Instant.now()),
                findings.attempted(),
                findings.stored(),
                deliveries,
                findings.lost(),
                findings.unexpected(),
                findings.extra(),
                findings.recovered(),
                rest.heldBack(),
                Math.max(0, deliveries - findings.effects()),
                recovery,
                allOf(stage).mapToLong(worker -> worker.most("heap")).max().orElse(0),
                inFlight,
                counts,
                watch.samples(),
                faults.tally().struck().stream()
                        .map(one -> new FaultMark(
                                Duration.between(begun, one.at()), one.fault().word()))
                        .toList(),
                violations,
                planFile.toString());
    }
}
