package dev.latido.examples.lint;

import dev.latido.topics.lint.LintCheck;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the checks of the linter and their reasons. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Explains all checks of the linter, or one of them, with a wrong and a right example.")
final class ExplainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "CHECK", arity = "0..1", description = "A check, for example near-duplicate.")
    private @Nullable String id;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    ExplainCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        List<LintCheck> checks = Arrays.stream(LintCheck.values())
                .filter(check -> id == null || check.id().equals(id))
                .toList();
        if (checks.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "there is no check " + id);
        }
        for (LintCheck check : checks) {
            out.println(check.id() + " (" + check.defaultSeverity() + "): " + check.statement());
            check.explanation().lines().forEach(line -> out.println("  " + line));
            out.println();
        }
        return CommandLine.ExitCode.OK;
    }
}
