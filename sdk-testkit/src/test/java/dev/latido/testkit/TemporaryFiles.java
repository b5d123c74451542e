package dev.latido.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directories that brokers of this JVM have now: others may run brokers at the same time. */
final class TemporaryFiles {

    private TemporaryFiles() {}

    static Set<Path> of(String name) {
        return of(name, ProcessHandle.current().pid());
    }

    static Set<Path> of(String name, long pid) {
        String prefix = name + "-" + pid + "-";
        try (Stream<Path> paths = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return paths.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
