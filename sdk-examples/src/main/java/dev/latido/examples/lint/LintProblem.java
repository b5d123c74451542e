package dev.latido.examples.lint;

/** Thrown when the linter cannot read its input, with a message of one line for the terminal. */
final class LintProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LintProblem(String message) {
        super(message);
    }

    LintProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
