package dev.latido.topics.lint;

import dev.latido.topics.NamingRule;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import dev.latido.topics.internal.FilterSets;
import dev.latido.topics.internal.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the topics and filters of a whole fleet: each against the six {@linkplain NamingRule naming rules}, and all of
 * them for mistakes that show only in a list, such as two names for one thing. {@link LintCheck} lists the checks.
 *
 * <pre>{@code
 * TopicRoot acme = TopicRoot.of("acme", 1);
 * String temp = "acme/v1/evt/planta-1/norte/gw-a72f/temp";
 * String temperature = "acme/v1/evt/planta-1/norte/gw-b10c/temperature";
 * LintReport report = TopicLinter.of(acme).lint(List.of(temp, temperature));
 * report.isClean(); // false: temp and temperature will be confused
 * String text = report.toText();
 * }</pre>
 *
 * <p>A text is a filter if one of its levels is {@code +} or {@code #}, or if it begins with {@code $share/}; otherwise
 * it is a topic. Topics below {@code $} belong to the broker and are checked against the syntax of MQTT only. The running
 * time is proportional to the size of the list.
 *
 * <p>Immutable and thread-safe.
 */
public final class TopicLinter {

    /** Maximum number of levels below company, version and channel; more are a finding: {@value}. */
    public static final int MAX_BUSINESS_LEVELS = 5;

    /** Number of levels from which a topic is an error: {@value}. */
    public static final int TOO_MANY_LEVELS = 12;

    private final @Nullable TopicRoot root;
    private final Map<LintCheck, Severity> severities;
    private final Map<TopicFilter, String> allowances;

    private TopicLinter(Builder builder) {
        this.root = builder.root;
        this.severities = new EnumMap<>(builder.severities);
        this.allowances = new LinkedHashMap<>(builder.allowances);
    }

    /**
     * Returns a linter for the fleet of a known root: topics of other companies and versions are findings.
     *
     * @param root the company and version that all topics begin with
     * @return the linter, with the default severities and no exceptions
     */
    public static TopicLinter of(TopicRoot root) {
        return builder().root(root).build();
    }

    /**
     * Returns a builder for the settings of a linter.
     *
     * @return a builder with the defaults: no root, default severities, no exceptions
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Checks a list. Never throws, whatever the texts are.
     *
     * @param topics topics and filters, as sent to a broker; duplicates count once
     * @return the findings
     */
    public LintReport lint(Collection<String> topics) {
        Objects.requireNonNull(topics, "topics must not be null");
        Findings findings = new Findings(severities);
        Set<TopicFilter> used = new LinkedHashSet<>();
        List<FleetLine> lines = new ArrayList<>();
        int allowed = 0;
        for (String topic : new LinkedHashSet<>(topics)) {
            FleetLine line = FleetLine.of(Objects.requireNonNull(topic, "topic must not be null"));
            List<TopicFilter> permits = allowances.keySet().stream()
                    .filter(allowance -> allows(allowance, line))
                    .toList();
            used.addAll(permits);
            if (permits.isEmpty()) {
                lines.add(line);
            } else {
                allowed++;
            }
        }
        LineChecks.run(lines, root, findings);
        MixedTraffic.run(lines, root, findings);
        NearDuplicates.run(lines, findings);
        UnevenDepths.run(lines, findings);
        FilterOverlaps.run(lines, findings);
        reportUnused(used, findings);
        return new LintReport(lines, allowed, findings.sorted());
    }

    /**
     * Checks a file with one topic or filter per line. Skips empty lines and lines that begin with {@code #} and a space.
     * Spaces at the end of a line are part of the topic.
     *
     * @param file a text in UTF-8
     * @return the findings
     * @throws IOException if the file cannot be read
     */
    public LintReport lint(Path file) throws IOException {
        Objects.requireNonNull(file, "file must not be null");
        return lint(Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("# "))
                .toList());
    }

    /** A filter is allowed if all topics that it matches are; a filter from the root only if the same filter is allowed. */
    private static boolean allows(TopicFilter allowance, FleetLine line) {
        if (allowance.toString().equals(line.text())) {
            return true;
        }
        boolean fromRoot = allowance.filter().toString().equals("#");
        if (fromRoot || line.kind() == FleetLine.Kind.BROKEN) {
            return false;
        }
        return line.filter()
                ? FilterSets.covers(allowance.filter().toString(), line.pattern())
                : allowance.matches(line.text());
    }

    private void reportUnused(Set<TopicFilter> used, Findings findings) {
        allowances.forEach((allowance, reason) -> {
            if (!used.contains(allowance)) {
                String message = "no topic or filter in the list needs it; its reason was " + Quoted.of(reason);
                findings.add(LintCheck.UNUSED_ALLOWANCE, allowance.toString(), message, "");
            }
        });
    }

    /** Settings of a {@link TopicLinter}. Not thread-safe. */
    public static final class Builder {

        private final Map<LintCheck, Severity> severities = new EnumMap<>(LintCheck.class);
        private final Map<TopicFilter, String> allowances = new LinkedHashMap<>();
        private @Nullable TopicRoot root;

        private Builder() {}

        /**
         * Sets the company and version that all topics begin with. Default: none; rule 1 is then checked with the company
         * that most topics begin with, if there is one, and any version is accepted.
         *
         * @param root the fleet's root
         * @return this builder
         */
        public Builder root(TopicRoot root) {
            this.root = Objects.requireNonNull(root, "root must not be null");
            return this;
        }

        /**
         * Sets the severity of the findings of one check. Default: {@link LintCheck#defaultSeverity()}.
         *
         * @param check the check
         * @param severity the severity of its findings
         * @return this builder
         */
        public Builder severity(LintCheck check, Severity severity) {
            Objects.requireNonNull(check, "check must not be null");
            severities.put(check, Objects.requireNonNull(severity, "severity must not be null"));
            return this;
        }

        /**
         * Excludes topics from all checks. An allowance that no topic or filter needs is a finding.
         *
         * @param topics the topics, and filters that match no others, for example {@code legacy/#}; the filter
         *     {@link TopicFilter#wholeFleet} allows only itself
         * @param reason the reason for the exception, for the readers of the code
         * @return this builder
         * @throws IllegalArgumentException if the reason is blank
         * @throws IllegalStateException if the same topics are already allowed
         */
        public Builder allow(TopicFilter topics, String reason) {
            Objects.requireNonNull(topics, "topics must not be null");
            Objects.requireNonNull(reason, "reason must not be null");
            if (reason.isBlank()) {
                throw new IllegalArgumentException("reason " + Quoted.of(reason) + " must say why "
                        + Quoted.of(topics.toString()) + " is allowed");
            }
            if (allowances.putIfAbsent(topics, reason) != null) {
                throw new IllegalStateException(Quoted.of(topics.toString()) + " is already allowed");
            }
            return this;
        }

        /**
         * Creates the linter.
         *
         * @return a linter with the current settings
         */
        public TopicLinter build() {
            return new TopicLinter(this);
        }
    }
}
