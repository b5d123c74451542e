package dev.latido.testkit.internal.mosquitto;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the Mosquitto program on this machine. */
public final class MosquittoProgram {

    private static final String PROPERTY = "latido.mosquitto";
    private static final String NAME = "mosquitto";

    /** The usual directories for servers, which a user's path may lack. */
    private static final List<String> USUAL = List.of(
            "/usr/sbin",
            "/usr/local/sbin",
            "/usr/local/bin",
            "/opt/homebrew/sbin",
            "/opt/homebrew/bin",
            "C:\\Program Files\\mosquitto");

    private MosquittoProgram() {}

    /** Returns the reason why no broker can be started; empty if one can. */
    public static Optional<String> obstacle() {
        if (broker().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                "Mosquitto is not installed: no program 'mosquitto' on the path, nor where the system property "
                        + PROPERTY + " points");
    }

    static Path require() {
        return broker().orElseThrow(
                        () -> new IllegalStateException(obstacle().orElse("Mosquitto was removed a moment ago")));
    }

    private static Optional<Path> broker() {
        String named = System.getProperty(PROPERTY);
        return named == null ? find() : Optional.of(Path.of(named)).filter(Files::isExecutable);
    }

    private static Optional<Path> find() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), USUAL.stream())
                .filter(directory -> !directory.isBlank())
                .flatMap(directory -> Stream.of(new File(directory, NAME), new File(directory, NAME + ".exe")))
                .map(File::toPath)
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
