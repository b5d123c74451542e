package dev.latido.examples.plant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a run keeps its files: the user's directory, or one that goes with the run. */
record WorkDirectory(Path path, boolean temporary) implements AutoCloseable {

    /** The user's directory, made if need be; a temporary one when there is none. */
    static WorkDirectory of(@Nullable Path directory) {
        try {
            return directory == null
                    ? new WorkDirectory(Files.createTempDirectory("latido-plant"), true)
                    : new WorkDirectory(Files.createDirectories(directory), false);
        } catch (IOException e) {
            String which = directory == null ? "a temporary directory" : "the directory " + directory;
            throw new PlantProblem("cannot make " + which + " (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> leavesFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : leavesFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new PlantProblem("cannot delete the temporary directory " + path, e);
        }
    }
}
