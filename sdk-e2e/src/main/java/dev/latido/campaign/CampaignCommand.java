package dev.latido.campaign;

import dev.latido.campaign.report.CampaignReport;
import dev.latido.campaign.report.CellResult;
import dev.latido.campaign.report.HtmlReport;
import dev.latido.campaign.report.JsonReport;
import dev.latido.campaign.report.TextReport;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line of the fault campaign. */
@Command(
        name = "campaign",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Runs publishers, brokers and subscribers in processes of their own under combined faults, and",
            "compares what was stored with what took effect.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all invariants hold, and the controls show their losses",
            "1:an invariant is broken, or a control shows nothing",
            "2:the command line is wrong",
            "3:the machine lacks something that was asked for, or something else went wrong"
        })
public final class CampaignCommand implements Callable<Integer> {

    /** The logging configuration. It needs a name of its own because the embedded broker's jar has a logback.xml. */
    static final String LOGGING = "dev/latido/campaign/logback.xml";

    private static final int RED = 1;
    private static final int TROUBLE = 3;

    /** The time that each cell needs in addition, to start its processes and to drain. */
    private static final Duration AROUND = Duration.ofSeconds(18);

    private static final Duration SHORTEST = Duration.ofSeconds(5);

    /** The time for which a cell runs in a soak before the next one. */
    private static final Duration SOAK_TURN = Duration.ofMinutes(5);

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30m",
            converter = Time.class,
            description = "For all cells together, such as 90s, 30m or 2h. Default: ${DEFAULT-VALUE}.")
    private Duration duration;

    @Option(
            names = "--cells",
            paramLabel = "GLOB",
            defaultValue = "**",
            description = "Cells by name, such as 'hivemq/postgres/*' or '**/group3'. Default: all.")
    private String cells;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "Runs each cell once with each of these seeds. Default: ${DEFAULT-VALUE}.")
    private List<Long> seeds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Messages per second. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--faults",
            paramLabel = "NAME",
            split = ",",
            description = "Only these faults, see --list. Default: all that a cell can have.")
    private List<String> faults = List.of();

    @Option(names = "--replay", paramLabel = "FILE", description = "Runs the cell of this plan again.")
    private @Nullable Path replay;

    @Option(
            names = "--soak",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Runs the cells in turn for this time, 5 minutes each, with another seed each time.")
    private @Nullable Duration soak;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "target/campaign",
            description = "Directory of the report and the plans. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--list", description = "Shows the cells, what they admit, and the faults, and runs nothing.")
    private boolean list;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    private CampaignCommand(PrintStream out) {
        this.out = out;
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", LOGGING);
        System.exit(run(System.out, arguments));
    }

    /** Runs the command. */
    static int run(PrintStream out, String... arguments) {
        return new CommandLine(new CampaignCommand(out))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof ParameterException) {
                        throw failure;
                    }
                    failure.printStackTrace(command.getErr());
                    return TROUBLE;
                })
                .execute(arguments);
    }

    /** Reads a duration: a number with a unit, or ISO-8601. */
    static final class Time implements ITypeConverter<Duration> {

        private static final Pattern SHORT = Pattern.compile("\\d+[smh]");

        @Override
        public Duration convert(String value) {
            try {
                String text = SHORT.matcher(value).matches() ? "PT" + value.toUpperCase(Locale.ROOT) : value;
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + value + "' is not a time such as 90s, 30m or 2h");
            }
        }
    }

    @Override
    public Integer call() throws IOException, SQLException {
        if (rate < 1) {
            throw new ParameterException(spec.commandLine(), "--rate must be at least 1");
        }
        Set<Fault> asked = asked();
        Plan repeated = replay == null ? null : plan(replay);
        List<Cell> chosen = repeated == null ? Cells.matching(cells) : List.of(cell(repeated));
        if (list) {
            showCells(Cells.matching(cells));
            return 0;
        }
        if (chosen.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no cell matches '" + cells + "', see --list");
        }
        Files.createDirectories(output);
        Campaign campaign = new Campaign(output, options(), out, this::write);
        List<Cell> possible =
                chosen.stream().filter(cell -> isPossible(cell, campaign)).toList();
        try (Servers servers = Servers.start()) {
            if (repeated != null) {
                for (Cell cell : possible) {
                    campaign.run(cell, repeated, servers);
                }
            } else if (soak != null) {
                soak(campaign, servers, possible, asked, soak);
            } else {
                Duration each = each(possible.size() * seeds.size());
                for (long seed : seeds) {
                    for (Cell cell : possible) {
                        campaign.run(cell, Planner.draw(cell, seed, each, rate, asked), servers);
                    }
                }
            }
        }
        CampaignReport report = campaign.report();
        write(report);
        out.println();
        out.println(TextReport.table(report));
        out.println("The report: " + output.resolve("campaign.html").toAbsolutePath());
        return verdict(report);
    }

    private Set<Fault> asked() {
        if (faults.isEmpty()) {
            return EnumSet.allOf(Fault.class);
        }
        Set<Fault> asked = EnumSet.noneOf(Fault.class);
        for (String word : faults) {
            asked.add(Fault.of(word)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "no fault '" + word + "'; there are " + Fault.words())));
        }
        return asked;
    }

    private Duration each(int cells) {
        Duration each = duration.dividedBy(Math.max(1, cells)).minus(AROUND);
        return each.compareTo(SHORTEST) < 0 ? SHORTEST : each;
    }

    private static boolean isPossible(Cell cell, Campaign campaign) {
        String obstacle = cell.broker().obstacle().orElse(null);
        if (obstacle != null) {
            campaign.leaveOut(cell, obstacle);
        }
        return obstacle == null;
    }

    private Plan plan(Path file) {
        try {
            return Plan.read(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "cannot read the plan: " + e.getMessage(), e);
        }
    }

    private Cell cell(Plan plan) {
        return Cells.all().stream()
                .filter(cell -> cell.name().equals(plan.cell()))
                .findFirst()
                .orElseThrow(() ->
                        new ParameterException(spec.commandLine(), "the plan is for an unknown cell: " + plan.cell()));
    }

    /** Runs each round with new seeds, drawn from the first of the seeds asked for. */
    private void soak(Campaign campaign, Servers servers, List<Cell> cells, Set<Fault> asked, Duration time)
            throws IOException, SQLException {
        Random dice = new Random(seeds.get(0));
        long begun = System.nanoTime();
        while (!cells.isEmpty()) {
            for (Cell cell : cells) {
                Duration left = time.minusNanos(System.nanoTime() - begun).minus(AROUND);
                if (left.compareTo(SHORTEST) < 0) {
                    return;
                }
                Duration turn = left.compareTo(SOAK_TURN) < 0 ? left : SOAK_TURN;
                long seed = dice.nextInt(Integer.MAX_VALUE);
                campaign.run(cell, Planner.draw(cell, seed, turn, rate, asked), servers);
            }
        }
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        if (replay != null) {
            options.put("replay", replay.toString());
            return options;
        }
        options.put(soak == null ? "duration" : "soak", String.valueOf(soak == null ? duration : soak));
        options.put("cells", cells);
        options.put("seeds", seeds.toString());
        options.put("rate", rate + "/s");
        options.put("faults", faults.isEmpty() ? "all" : String.join(", ", faults));
        return options;
    }

    private void write(CampaignReport report) {
        try {
            JsonReport.write(report, output.resolve("campaign.json"));
            HtmlReport.write(report, output.resolve("campaign.html"));
            Files.writeString(output.resolve("campaign.md"), TextReport.table(report));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report to " + output, e);
        }
    }

    private int verdict(CampaignReport report) {
        boolean strict = Boolean.getBoolean("latido.required");
        if (report.cells().isEmpty() || (strict && !report.notRun().isEmpty())) {
            out.println("some cells could not be run: " + report.notRun());
            return TROUBLE;
        }
        return report.cells().stream().allMatch(CellResult::green) ? 0 : RED;
    }

    private void showCells(List<Cell> cells) {
        for (Cell cell : cells) {
            out.printf(
                    "%-40s %s%s%n",
                    cell.name(),
                    cell.admits().isEmpty() ? "admits nothing" : cell.admits(),
                    cell.broker().obstacle().map(why -> " Not here: " + why).orElse(""));
        }
        out.println();
        out.println("Faults: " + Fault.words());
    }
}
