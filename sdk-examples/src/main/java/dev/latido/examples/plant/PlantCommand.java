package dev.latido.examples.plant;

import dev.latido.LatidoException;
import dev.latido.examples.BrokerAddress;
import dev.latido.examples.Version;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the plant. */
@Command(
        name = "plant",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Replays a year of weather through three MQTT devices, breaks their connections on the way, and checks"
                    + " that the database ends up with every reading exactly once.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every reading is stored once and the sums agree",
            "1:something was lost, stored twice or wrong",
            "2:an option is invalid",
            "3:a broker, database, file or directory cannot be used",
            "4:something else went wrong"
        },
        footer = "")
public final class PlantCommand implements Callable<Integer> {

    private static final int NOT_CLEAN = 1;
    private static final int UNUSABLE = 3;
    private static final int UNEXPECTED = 4;
    private static final Set<String> SCHEMES = Set.of("mqtt", "mqtts");

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Readings per second of all devices, 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private int speed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the random faults. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--faults",
            paramLabel = "none|default|harsh",
            defaultValue = "default",
            description = "Frequency of network faults. Default: ${DEFAULT-VALUE}.")
    private Trouble faults;

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Your own readings: date,pressure,temperature,wind, with this header line.")
    private @Nullable Path csv;

    @Option(
            names = "--bad-rows",
            paramLabel = "stop|skip",
            defaultValue = "stop",
            description = "Whether to stop at a row that cannot be read, or skip it. Default: ${DEFAULT-VALUE}.")
    private WeatherFile.BadRows badRows;

    @Option(
            names = "--broker",
            paramLabel = "URI",
            converter = BrokerAddress.class,
            description = "Your own broker instead of the embedded one: mqtt://host[:port] or mqtts://host[:port].")
    private @Nullable URI broker;

    @Option(names = "--ca", paramLabel = "FILE", description = "Authority of that broker, in PEM.")
    private @Nullable Path ca;

    @Option(names = "--username", paramLabel = "NAME", description = "User name at that broker.")
    private @Nullable String username;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            interactive = true,
            arity = "0..1",
            description = "Password at that broker; without a value, the command asks for it.")
    private char @Nullable [] password;

    @Option(
            names = "--db",
            paramLabel = "JDBC_URL",
            description = "Your own H2 or PostgreSQL database instead of the embedded one.")
    private @Nullable String db;

    @Option(names = "--db-user", paramLabel = "NAME", description = "User name at that database.")
    private @Nullable String dbUser;

    @Option(
            names = "--db-password",
            paramLabel = "PASSWORD",
            interactive = true,
            arity = "0..1",
            description = "Password at that database; without a value, the command asks for it.")
    private @Nullable String dbPassword;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Directory of the embedded database, which stays for inspection. Default: a temporary one.")
    private @Nullable Path directory;

    @Option(names = "--json", description = "Print one JSON object and nothing else on standard output.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;

    /** Creates a command that writes results to the first stream, and progress and problems to the second. */
    PlantCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the plant and ends the JVM with its exit code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        // The embedded broker's jar brings its own logback.xml, so this one needs another name.
        System.setProperty("logback.configurationFile", "dev/latido/examples/logback.xml");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(commandLine(out, err).execute(arguments));
    }

    static CommandLine commandLine(PrintStream out, PrintStream err) {
        return new CommandLine(new PlantCommand(out, err))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((problem, arguments) -> {
                    err.println("plant: " + problem.getMessage() + " (--help lists the options)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((problem, command, result) -> {
                    if (problem instanceof PlantProblem || problem instanceof LatidoException) {
                        err.println("plant: " + problem.getMessage());
                        return UNUSABLE;
                    }
                    LoggerFactory.getLogger(PlantCommand.class).debug("the run ended unexpectedly", problem);
                    err.println(
                            "plant: unexpected failure: " + problem + " (-Dlatido.log=DEBUG shows the stack trace)");
                    return UNEXPECTED;
                });
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        List<WeatherRow> rows = new WeatherFile(badRows, err::println).read(csv);
        try (WorkDirectory work = WorkDirectory.of(directory)) {
            Report report = run(rows, work.path());
            if (json) {
                out.println(report.json());
            } else {
                report.print(out);
            }
            return report.isClean() ? CommandLine.ExitCode.OK : NOT_CLEAN;
        }
    }

    private Report run(List<WeatherRow> rows, Path work) throws InterruptedException {
        String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        // Faults depend on the client ids, so the names are fixed, except at a broker that other clients use as well.
        String station = broker == null ? "seattle" : "seattle-" + run;
        String url = db == null ? "jdbc:h2:file:" + work.resolve("plant").toAbsolutePath() : db;
        try (Warehouse warehouse = Warehouse.open(run, url, dbUser, dbPassword);
                Site site = site(work)) {
            return new Plant(station, site, warehouse, faults, seed, speed, err).run(rows);
        }
    }

    private Site site(Path work) {
        if (broker == null) {
            return Site.embedded(seed, work);
        }
        return Site.external(new Site.External(broker, ca, username, password), seed, work);
    }

    private void check() {
        if (speed < 0) {
            throw wrong("--speed must be 0 or more, was " + speed);
        }
        if (broker != null
                && (broker.getHost() == null || broker.getScheme() == null || !SCHEMES.contains(broker.getScheme()))) {
            throw wrong("--broker must be mqtt://host[:port] or mqtts://host[:port], was "
                    + broker.toString().replaceFirst("//[^/]*@", "//"));
        }
        if (broker == null && (ca != null || username != null || password != null)) {
            throw wrong("--ca, --username and --password require --broker");
        }
        if ((username == null) != (password == null)) {
            throw wrong("--username and --password must be used together");
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
