package dev.latido.examples.connection;

import dev.latido.core.MqttConnection;
import dev.latido.core.Presence;
import dev.latido.core.PresenceMonitor;
import dev.latido.examples.Version;
import dev.latido.topics.TopicRoot;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@link PresenceMonitor}. */
@Command(
        name = "board",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {"Shows the presence of devices: each change when it happens, and all devices at the end.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the board was shown; with --demo, all states were detected",
            "1:with --demo, a state was not detected",
            "2:an option is invalid",
            "3:the broker cannot be used"
        })
public final class BoardCommand implements Callable<Integer> {

    private static final int NOT_DETECTED = 1;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Mixin
    private BrokerOptions options;

    @Option(
            names = "--company",
            paramLabel = "NAME",
            defaultValue = "acme",
            description = "Company of the fleet. Default: ${DEFAULT-VALUE}.")
    private String company;

    @Option(
            names = "--fleet-version",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Version of its topics. Default: ${DEFAULT-VALUE}.")
    private int fleetVersion;

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Time to watch. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--demo",
            description =
                    "Start a broker and four devices: one disconnects gracefully, one crashes, one stops sending.")
    private boolean demo;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    BoardCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        CommandFrame.main(BoardCommand::new, arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        TopicRoot root = TopicRoot.of(company, fleetVersion);
        if (demo) {
            try (BoardDemo fleet = new BoardDemo(root)) {
                boolean detected = fleet.play(this::show);
                print(fleet.board());
                return detected ? CommandLine.ExitCode.OK : NOT_DETECTED;
            }
        }
        try (MqttConnection connection = connect();
                PresenceMonitor monitor = PresenceMonitor.builder(connection)
                        .presences(root.presence().anySite().anyArea().anyDevice())
                        .data(root.events().everything())
                        .listener(this::show)
                        .start()) {
            new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            print(monitor.board());
        }
        return CommandLine.ExitCode.OK;
    }

    private MqttConnection connect() {
        if (options.broker == null) {
            throw new IllegalStateException("neither broker nor demo");
        }
        return options.declare(options.broker, "latido-board-" + UUID.randomUUID())
                .sessionExpiry(Duration.ofSeconds(1))
                .withoutPresence("it only watches the presence of devices")
                .connect();
    }

    private void check() {
        if (demo == (options.broker != null)) {
            throw wrong("name either a --broker or --demo");
        }
        if (seconds < 1) {
            throw wrong("--for must be at least 1, was " + seconds);
        }
        String problem = options.problem();
        if (problem != null) {
            throw wrong(problem);
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /** Prints a change in columns of fixed width. */
    private void show(Presence presence) {
        out.printf("%s  %-24s %s%n", CLOCK.format(Instant.now()), device(presence), presence.status());
    }

    private void print(List<Presence> board) {
        out.println();
        out.printf("%-24s %-8s %-9s %s%n", "device", "status", "since", "boot");
        for (Presence presence : board) {
            out.printf(
                    "%-24s %-8s %-9s %s%n",
                    device(presence),
                    presence.status(),
                    CLOCK.format(presence.since()),
                    boot(presence.bootId().orElse(null)));
        }
    }

    private static String boot(@Nullable String id) {
        return id == null ? "unknown" : id.substring(0, Math.min(8, id.length()));
    }

    private static String device(Presence presence) {
        List<String> levels = presence.topic().levels();
        return levels.size() == 7
                ? String.join("/", levels.subList(3, 6))
                : presence.topic().toString();
    }
}
