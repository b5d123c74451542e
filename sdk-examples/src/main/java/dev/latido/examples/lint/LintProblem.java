package dev.latido.examples.lint;

/** Something that keeps the linter from its topics, in one line for the person at the terminal. */
final class LintProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LintProblem(String message) {
        super(message);
    }

    LintProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
