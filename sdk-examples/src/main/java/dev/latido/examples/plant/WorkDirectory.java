package dev.latido.examples.plant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of the files of a run: the user's own, or a temporary one that is deleted after the run. */
record WorkDirectory(Path path, boolean temporary) implements AutoCloseable {

    /** Returns the user's directory, which is created if necessary, or a temporary one if there is none. */
    static WorkDirectory of(@Nullable Path directory) {
        try {
            return directory == null
                    ? new WorkDirectory(Files.createTempDirectory("latido-plant"), true)
                    : new WorkDirectory(Files.createDirectories(directory), false);
        } catch (IOException e) {
            String which = directory == null ? "a temporary directory" : "the directory " + directory;
            throw new PlantProblem(
                    "cannot create " + which + " (" + e.getClass().getSimpleName() + ")", e);
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
