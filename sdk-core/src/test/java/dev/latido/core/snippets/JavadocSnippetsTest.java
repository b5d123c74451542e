package dev.latido.core.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What public types show in their Javadoc stands in a source of this package too, which is executed. */
class JavadocSnippetsTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path SNIPPETS = Path.of("src/test/java/dev/latido/core/snippets");
    private static final Pattern BLOCK = Pattern.compile("<pre>\\{@code\n(.*?)\n \\* }</pre>", Pattern.DOTALL);

    /** The sources of public types that show something. */
    static List<Path> documented() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("internal"))
                    .filter(file -> read(file).contains("<pre>"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documented")
    void shouldShowCompiledLines(Path file) throws IOException {
        List<String> blocks = blocks(read(file));
        String compiled = compiled();

        assertThat(blocks).as("snippets in the Javadoc of " + file).isNotEmpty();
        assertThat(blocks).allSatisfy(block -> assertThat(compiled).contains(block));
    }

    @Test
    void shouldFindTheSnippets() throws IOException {
        assertThat(documented()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(blocks(read(SOURCES.resolve("dev/latido/core/Preflight.java"))))
                .singleElement()
                .asString()
                .startsWith("\nPreflightReport report = Preflight.of(declaration)\n");
    }

    private static List<String> blocks(String documentation) {
        return BLOCK.matcher(documentation)
                .results()
                .map((MatchResult block) -> block.group(1))
                .map(block -> plain(block.replaceAll("(?m)^ \\* ?", "")))
                .toList();
    }

    private static String compiled() throws IOException {
        try (Stream<Path> files = Files.list(SNIPPETS)) {
            return files.filter(file -> !file.endsWith("JavadocSnippetsTest.java"))
                    .map(file -> plain(read(file)))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Whole lines without indentation, comments, and lines that are empty then; a broken line is put together. */
    private static String plain(String code) {
        return code.lines()
                .map(line -> line.replaceAll("(^|\\s+)// .*", "").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n", "\n", "\n"))
                .replaceAll("=\n", "= ");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
