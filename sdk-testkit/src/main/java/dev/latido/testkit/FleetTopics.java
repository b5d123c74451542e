package dev.latido.testkit;

import dev.latido.topics.lint.LintReport;
import dev.latido.topics.lint.TopicLinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;

/**
 * The topics and filters of a fleet, checked by a {@link TopicLinter}, for AssertJ's own {@code assertThat}. A build
 * then fails, for example, when a second name for the temperature is added.
 *
 * <pre>{@code
 * FleetTopics fleet = FleetTopics.read(Path.of("topics.txt"), TopicLinter.of(acme));
 *
 * assertThat(fleet).isClean();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class FleetTopics implements AssertProvider<FleetTopicsAssert> {

    private final LintReport report;

    private FleetTopics(LintReport report) {
        this.report = report;
    }

    /**
     * Checks a collection of topics and filters, for example those that an application declares.
     *
     * @param topics topics and filters as they are sent to the broker
     * @param linter a linter with the fleet's root, severities and exceptions
     * @return the checked fleet
     */
    public static FleetTopics of(Collection<String> topics, TopicLinter linter) {
        Objects.requireNonNull(topics, "topics must not be null");
        Objects.requireNonNull(linter, "linter must not be null");
        return new FleetTopics(linter.lint(topics));
    }

    /**
     * Checks the topics and filters of a file, as {@link TopicLinter#lint(Path)} reads it.
     *
     * @param file one topic or filter on each line, in UTF-8
     * @param linter a linter with the fleet's root, severities and exceptions
     * @return the checked fleet
     * @throws UncheckedIOException if the file cannot be read
     */
    public static FleetTopics read(Path file, TopicLinter linter) {
        Objects.requireNonNull(file, "file must not be null");
        Objects.requireNonNull(linter, "linter must not be null");
        try {
            return new FleetTopics(linter.lint(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the topics of " + file, e);
        }
    }

    /**
     * Returns the findings of the linter.
     *
     * @return the report
     */
    public LintReport report() {
        return report;
    }

    /** Called by AssertJ's own {@code assertThat(fleet)}. */
    @Override
    public FleetTopicsAssert assertThat() {
        return new FleetTopicsAssert(this);
    }

    /**
     * Returns the report as text.
     *
     * @return a line of counts and the findings
     */
    @Override
    public String toString() {
        return report.toText();
    }
}
