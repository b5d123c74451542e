package dev.latido.examples.plant;

/** Thrown when the plant cannot run, with a message of one line for the terminal. */
final class PlantProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PlantProblem(String message) {
        super(message);
    }

    PlantProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
