package dev.latido.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks what class files do not show: the length of the main sources, and imports of constants. */
class SourcesTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final int MOST_LINES = 350;
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z0-9.]+);");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([a-z0-9.]+)\\.([A-Z]\\w*)");

    @Test
    void shouldHaveNoMainClassOver350Lines() throws IOException {
        Map<Path, Integer> lines = mainSources().stream()
                .collect(Collectors.toMap(REPOSITORY::relativize, SourcesTest::lines, Math::max, TreeMap::new));

        assertThat(lines).hasSizeGreaterThan(300);
        lines.values().removeIf(count -> count <= MOST_LINES);
        assertThat(lines).as("classes with more than %d lines", MOST_LINES).isEmpty();
    }

    /**
     * The compiler copies constants, so that no class file shows where they come from. {@code GuardedBy} is for all rooms,
     * and is not kept in class files.
     */
    @Test
    void shouldImportOnlyFromRoomsBelow() throws IOException {
        List<String> upward = new ArrayList<>();
        for (Path source : mainSources()) {
            String text = Files.readString(source);
            String room =
                    PACKAGE.matcher(text).results().findFirst().orElseThrow().group(1);
            for (Rooms rooms : List.of(Rooms.OF_CORE, Rooms.OF_IDEMPOTENCY)) {
                IMPORT.matcher(text)
                        .results()
                        .filter(imported -> room.startsWith(rooms.house()))
                        .filter(imported -> !rooms.mayUse(room, imported.group(1)))
                        .filter(imported -> !imported.group(2).equals("GuardedBy"))
                        .forEach(imported -> upward.add(source.getFileName() + " -> " + imported.group(2)));
            }
        }

        assertThat(upward).isEmpty();
    }

    private static List<Path> mainSources() throws IOException {
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(SourcesTest::javaFiles)
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return Math.toIntExact(lines.count());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
