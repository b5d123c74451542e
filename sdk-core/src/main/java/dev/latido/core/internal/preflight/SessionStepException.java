package dev.latido.core.internal.preflight;

/** A failed step of a preflight's session. */
final class SessionStepException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String words;

    SessionStepException(String words, Throwable cause) {
        super(words, cause);
        this.words = words;
    }

    String words() {
        return words;
    }
}
