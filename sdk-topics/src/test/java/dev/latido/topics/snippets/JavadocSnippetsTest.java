package dev.latido.topics.snippets;

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

/** Checks that the Javadoc of every public type has a snippet, and that its lines are in a source of this package. */
class JavadocSnippetsTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path SNIPPETS = Path.of("src/test/java/dev/latido/topics/snippets");
    private static final Pattern BLOCK = Pattern.compile("<pre>\\{@code\n(.*?)\n \\* }</pre>", Pattern.DOTALL);

    /** The sources of public types and of packages. */
    static List<Path> documented() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("internal"))
                    .filter(file -> read(file).contains("\npublic ") || isTour(file))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isTour(Path file) {
        return file.endsWith("topics/package-info.java");
    }

    @ParameterizedTest
    @MethodSource("documented")
    void shouldShowCompiledLinesWhenTypeIsPublic(Path file) throws IOException {
        List<String> blocks = blocks(documentation(read(file)));
        String compiled = compiled();

        assertThat(blocks).as("snippets in the Javadoc of " + file).isNotEmpty();
        assertThat(blocks).allSatisfy(block -> assertThat(compiled).contains(block));
    }

    @Test
    void shouldFindEverythingWhenSourcesAreRead() throws IOException {
        assertThat(documented()).hasSizeGreaterThan(24);
        assertThat(blocks(documentation(read(SOURCES.resolve("dev/latido/topics/TopicRoot.java")))))
                .singleElement()
                .asString()
                .startsWith("\nTopicRoot acme = TopicRoot.of(\"acme\", 1);\n")
                .doesNotContain("//");
    }

    /** The comment before the type or the package; comments of its methods do not count. */
    private static String documentation(String source) {
        int declaration = source.indexOf("\npublic ");
        int end = source.lastIndexOf("*/", declaration < 0 ? source.length() : declaration);
        int begin = source.lastIndexOf("/**", end);
        return begin < 0 ? "" : source.substring(begin, end);
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

    /** Whole lines without indentation, comments, and lines that are then empty; broken lines are joined. */
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
