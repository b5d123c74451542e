package dev.latido.examples.connection;

import dev.latido.LatidoException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;

/** Runs a command with its streams and exit codes, and prints a failure as one line instead of a stack trace. */
final class CommandFrame {

    /** Exit code if a file or the broker cannot be used. */
    private static final int UNUSABLE = 3;

    private CommandFrame() {}

    /** Runs a command and ends the JVM with its exit code. */
    static void main(Function<PrintStream, Callable<Integer>> command, String[] arguments) {
        // The test kit's broker brings its own logback.xml, so this one needs another name.
        System.setProperty("logback.configurationFile", "dev/latido/examples/logback.xml");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(around(command.apply(out), out, err).execute(arguments));
    }

    static CommandLine around(Callable<Integer> command, PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(command);
        String name = line.getCommandName();
        return line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((problem, arguments) -> {
                    err.println(name + ": " + problem.getMessage() + " (--help lists the options)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((problem, failed, result) -> {
                    err.println(name + ": " + problem.getMessage());
                    return problem instanceof LatidoException || problem instanceof IllegalStateException
                            ? UNUSABLE
                            : CommandLine.ExitCode.SOFTWARE;
                });
    }
}
