package dev.latido.examples.connection;

import dev.latido.LatidoException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;

/** What is around a command: its streams, its exit codes, and one line instead of a stack trace. */
final class CommandFrame {

    /** File or broker cannot be used. */
    private static final int UNUSABLE = 3;

    private CommandFrame() {}

    /** Runs a command and ends the JVM with its exit code. */
    static void main(Function<PrintStream, Callable<Integer>> command, String[] arguments) {
        // The test kit's broker has a logback.xml of its own, so that this one needs a name of its own.
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
