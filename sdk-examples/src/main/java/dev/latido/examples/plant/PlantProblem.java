package dev.latido.examples.plant;

/** Something that keeps the plant from running, in one line for the person at the terminal. */
final class PlantProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PlantProblem(String message) {
        super(message);
    }

    PlantProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
