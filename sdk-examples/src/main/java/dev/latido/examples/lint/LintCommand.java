package dev.latido.examples.lint;

import dev.latido.LatidoException;
import dev.latido.examples.Version;
import dev.latido.examples.connection.BrokerOptions;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import dev.latido.topics.lint.LintReport;
import dev.latido.topics.lint.Severity;
import dev.latido.topics.lint.TopicLinter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the linter. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Checks the topics and filters of a fleet against the six naming rules and against each other. Reads them"
                    + " from a file, one per line, or listens to a broker.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no errors, and with --strict no warnings",
            "1:errors, or with --strict warnings",
            "2:an option is invalid",
            "3:a file or the broker cannot be used"
        },
        footer = "")
public final class LintCommand implements Callable<Integer> {

    private static final int NOT_CLEAN = 1;
    private static final int UNUSABLE = 3;
    private static final Pattern ROOT = Pattern.compile("([^/]+)/v([1-9][0-9]{0,8})");
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})(ms|s|m)");

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "One topic or filter per line; empty lines and lines that begin with '# ' are skipped.")
    private @Nullable Path file;

    @Mixin
    private BrokerOptions connection;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Time.class,
            description = "Time to listen: 500ms, 10s, 5m. Default: ${DEFAULT-VALUE}.")
    private Duration duration;

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            defaultValue = "#",
            description = "Filter to subscribe to. Default: ${DEFAULT-VALUE}, the whole fleet, for that time.")
    private String filter;

    @Option(
            names = "--root",
            paramLabel = "ROOT",
            converter = Root.class,
            description = "The fleet's root, for example acme/v1. Default: the company that most topics begin with.")
    private @Nullable TopicRoot root;

    @Option(
            names = "--allow",
            paramLabel = "FILE",
            description = "Exceptions: a filter, a space and the reason per line.")
    private @Nullable Path allow;

    @Option(names = "--strict", description = "Warnings count as errors for the exit code.")
    private boolean strict;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    private LintCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the linter and ends the JVM with its exit code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        // The test kit's broker brings its own logback.xml, so this one needs another name.
        System.setProperty("logback.configurationFile", "dev/latido/examples/logback.xml");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(commandLine(out, err).execute(arguments));
    }

    static CommandLine commandLine(PrintStream out, PrintStream err) {
        return new CommandLine(new LintCommand(out))
                .addSubcommand(new ExplainCommand(out))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((problem, arguments) -> {
                    err.println("lint: " + problem.getMessage() + " (--help lists the options)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((problem, command, result) -> {
                    err.println("lint: " + problem.getMessage());
                    return problem instanceof LintProblem || problem instanceof LatidoException
                            ? UNUSABLE
                            : CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        TopicLinter linter = linter();
        LintReport report = file == null ? linter.lint(listening().topics()) : read(file, linter::lint);
        out.println(json ? report.toJson() : report.toText());
        boolean clean = strict ? report.isClean() : report.count(Severity.ERROR) == 0;
        return clean ? CommandLine.ExitCode.OK : NOT_CLEAN;
    }

    private TopicLinter linter() {
        TopicLinter.Builder linter = TopicLinter.builder();
        if (root != null) {
            linter.root(root);
        }
        if (allow != null) {
            AllowFile.read(read(allow, Files::readAllLines), linter);
        }
        return linter.build();
    }

    private Listening listening() {
        if (connection.broker == null) {
            throw new IllegalStateException("neither file nor broker");
        }
        try {
            return new Listening(
                    connection.declare(connection.broker, "latido-lint-" + UUID.randomUUID()),
                    listeningFilter(),
                    duration);
        } catch (IllegalArgumentException e) {
            throw wrong("--" + e.getMessage());
        }
    }

    private TopicFilter listeningFilter() {
        return filter.equals("#")
                ? TopicFilter.wholeFleet("the linter checks the whole fleet")
                : TopicFilter.of(filter);
    }

    private void check() {
        if ((file == null) == (connection.broker == null)) {
            throw wrong("name either a file of topics or a --broker");
        }
        if (connection.broker == null) {
            connectionOptions().findFirst().ifPresent(option -> {
                throw wrong(option + " requires --broker");
            });
        }
        String problem = connection.problem();
        if (problem != null) {
            throw wrong(problem);
        }
    }

    /** Returns the names of the connection options on the command line. */
    private Stream<String> connectionOptions() {
        Set<String> given = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
        return Objects.requireNonNull(spec.mixins().get("connection")).options().stream()
                .map(OptionSpec::longestName)
                .filter(given::contains);
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private static <T> T read(Path file, Reader<T> reader) {
        try {
            return reader.read(file);
        } catch (NoSuchFileException e) {
            throw new LintProblem("there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new LintProblem("the file " + file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new LintProblem("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads a file. */
    private interface Reader<T> {
        T read(Path file) throws IOException;
    }

    /** Converts {@code acme/v1}. */
    private static final class Root implements CommandLine.ITypeConverter<TopicRoot> {
        @Override
        public TopicRoot convert(String text) {
            Matcher root = ROOT.matcher(text);
            if (!root.matches()) {
                throw new CommandLine.TypeConversionException("a root is written like acme/v1, was " + text);
            }
            try {
                return TopicRoot.of(root.group(1), Integer.parseInt(root.group(2)));
            } catch (LatidoException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }

    /** Converts {@code 10s}. */
    private static final class Time implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher time = DURATION.matcher(text);
            if (!time.matches()) {
                throw new CommandLine.TypeConversionException("a time is written like 500ms, 10s or 5m, was " + text);
            }
            long number = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMinutes(number);
            };
        }
    }
}
