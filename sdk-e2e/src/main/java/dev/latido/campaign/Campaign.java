package dev.latido.campaign;

import dev.latido.campaign.report.CampaignReport;
import dev.latido.campaign.report.CellResult;
import dev.latido.campaign.report.Kind;
import dev.latido.campaign.report.Machine;
import dev.latido.campaign.report.NotRun;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one plan after another and writes the report after each. */
final class Campaign {

    private final Path output;
    private final Map<String, String> options;
    private final PrintStream out;
    private final Consumer<CampaignReport> reports;
    private final Instant started = Instant.now();
    private final List<CellResult> results = new ArrayList<>();
    private final List<NotRun> notRun = new ArrayList<>();

    /**
     * Creates a campaign that has not begun.
     *
     * @param output the directory of plans and logs
     * @param options the options of the command line
     * @param out gets a line for each cell
     * @param reports gets the report so far, after each cell
     */
    Campaign(Path output, Map<String, String> options, PrintStream out, Consumer<CampaignReport> reports) {
        this.output = output;
        this.options = options;
        this.out = out;
        this.reports = reports;
    }

    /** Notes a cell that is left out. */
    void leaveOut(Cell cell, String why) {
        notRun.add(new NotRun(cell.name(), why));
        out.println("not run: " + cell.name() + ": " + why);
    }

    /** Runs a cell's plan. */
    void run(Cell cell, Plan plan, Servers servers) throws IOException, SQLException {
        String file = cell.name().replace('/', '-') + "-" + plan.seed();
        Path planFile = output.resolve("plans").resolve(file + ".json");
        plan.write(planFile);
        out.println(cell.name() + ", seed " + plan.seed() + ", " + plan.milliseconds() / 1_000 + " s"
                + (cell.admits().isEmpty() ? ", admits nothing" : ". " + cell.admits()));
        Path directory = Files.createTempDirectory("latido-campaign");
        CellResult result = null;
        try {
            result = new CellRun(cell, plan, planFile, servers, directory).run();
            results.add(result);
            out.println(line(result));
            reports.accept(report());
        } finally {
            if (result == null || !result.green() || (result.kind() == Kind.LATIDO && missed(result))) {
                keepLogs(directory, output.resolve("logs").resolve(file));
            }
            delete(directory);
        }
    }

    CampaignReport report() {
        return new CampaignReport(
                started, Duration.between(started, Instant.now()), machine(), options, results, notRun);
    }

    private static Machine machine() {
        long memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                        ? os.getTotalMemorySize()
                        : 0;
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                memory);
    }

    private static String line(CellResult result) {
        String figures = String.format(
                Locale.ROOT,
                "  %s: %,d messages, %,d stored, %,d deliveries, %d lost, %d unexpected, %d extra, %d recovered, %d held back,"
                        + " %,d suppressed, recovery %.1f s, heap %d MB, in flight %d, faults %s",
                result.green() ? "green" : "RED",
                result.messages(),
                result.stored(),
                result.delivered(),
                result.lost(),
                result.unexpected(),
                result.extra(),
                result.recovered(),
                result.heldBack(),
                result.suppressed(),
                result.longestRecovery().toMillis() / 1_000.0,
                result.peakHeapBytes() >> 20,
                result.peakInFlight(),
                result.faults());
        return result.green() ? figures : figures + System.lineSeparator() + "  RED: " + result.violations();
    }

    private static boolean missed(CellResult result) {
        return result.lost() > 0 || result.heldBack() > 0;
    }

    /** Keeps the logs of a failed cell's processes, so that the failure can be investigated. */
    private static void keepLogs(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path log :
                    (Iterable<Path>) files.filter(file -> file.toString().endsWith(".log"))::iterator) {
                Files.copy(log, to.resolve(fileName(log)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
