package dev.latido.examples.lint;

import dev.latido.LatidoException;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.lint.TopicLinter;
import java.util.List;

/** The file of exceptions: on each line a filter, white space, and the reason. */
final class AllowFile {

    private static final int PARTS = 2;

    private AllowFile() {}

    static void read(List<String> lines, TopicLinter.Builder linter) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("# ")) {
                try {
                    allow(line, linter);
                } catch (IllegalArgumentException | IllegalStateException | LatidoException e) {
                    throw new LintProblem("line " + (i + 1) + " of the allow-list: " + e.getMessage(), e);
                }
            }
        }
    }

    private static void allow(String line, TopicLinter.Builder linter) {
        String[] parts = line.strip().split("\\s+", PARTS);
        if (parts.length < PARTS) {
            throw new IllegalArgumentException("expected a filter, a space and the reason, was " + line);
        }
        boolean fromRoot = parts[0].equals("#");
        linter.allow(fromRoot ? TopicFilter.wholeFleet(parts[1]) : TopicFilter.of(parts[0]), parts[1]);
    }
}
