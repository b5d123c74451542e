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
 * Looks over the topics and filters of a whole fleet: each by the six {@linkplain NamingRule naming rules}, and together
 * for what only shows in a list, such as two names for one thing. {@link LintCheck} says what is looked for.
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
 * <p>A text is a filter if one of its levels is {@code +} or {@code #}, or if it begins with {@code $share/}; else it is
 * a topic. Topics below {@code $} are the broker's own and are held to MQTT's syntax only. The time taken grows with the
 * size of the list, not with its square.
 *
 * <p>Immutable and thread-safe.
 */
public final class TopicLinter {

    /** Above this many levels below company, version and channel there is a finding: {@value}. */
    public static final int MAX_BUSINESS_LEVELS = 5;

    /** From this many levels on a topic is an error: {@value}. */
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
     * A linter for the fleet of a known root: topics of other companies and versions are findings.
     *
     * @param root the company and version that all topics begin with
     * @return the linter, with the default severities and no exceptions
     */
    public static TopicLinter of(TopicRoot root) {
        return builder().root(root).build();
    }

    /**
     * Settings of a new linter.
     *
     * @return a builder with the defaults: no root, default severities, no exceptions
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Looks over a list. Never throws for any text in it.
     *
     * @param topics topics and filters, as they go over the wire; repeated ones count once
     * @return what was found
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
     * Looks over a file with one topic or filter on each line. Empty lines and those that begin with {@code #} and a
     * space are left out; spaces at the end of a line belong to the topic.
     *
     * @param file a text in UTF-8
     * @return what was found
     * @throws IOException if the file cannot be read
     */
    public LintReport lint(Path file) throws IOException {
        Objects.requireNonNull(file, "file must not be null");
        return lint(Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("# "))
                .toList());
    }

    /** A filter is allowed if all that it takes in is; one from the root only if the very same is. */
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
                String message = "nothing in the list needs it; its reason was " + Quoted.of(reason);
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
         * The company and version that all topics begin with. Default: none; then rule 1 is held against the company
         * that most topics begin with, if there is one, and any version will do.
         *
         * @param root the fleet's root
         * @return this builder
         */
        public Builder root(TopicRoot root) {
            this.root = Objects.requireNonNull(root, "root must not be null");
            return this;
        }

        /**
         * How bad the findings of one check are. Default: {@link LintCheck#defaultSeverity()}.
         *
         * @param check the check
         * @param severity what its findings get
         * @return this builder
         */
        public Builder severity(LintCheck check, Severity severity) {
            Objects.requireNonNull(check, "check must not be null");
            severities.put(check, Objects.requireNonNull(severity, "severity must not be null"));
            return this;
        }

        /**
         * Leaves topics out of all checks, deliberately. An allowance that nothing needs is a finding.
         *
         * @param topics which topics, and filters that take in no others, for example {@code legacy/#}; the filter
         *     {@link TopicFilter#wholeFleet} allows that very filter only
         * @param reason why they are as they are, for the readers of the code
         * @return this builder
         * @throws IllegalArgumentException if the reason is blank
         * @throws IllegalStateException if the same topics are allowed already
         */
        public Builder allow(TopicFilter topics, String reason) {
            Objects.requireNonNull(topics, "topics must not be null");
            Objects.requireNonNull(reason, "reason must not be null");
            if (reason.isBlank()) {
                throw new IllegalArgumentException("reason " + Quoted.of(reason) + " must say why "
                        + Quoted.of(topics.toString()) + " is allowed");
            }
            if (allowances.putIfAbsent(topics, reason) != null) {
                throw new IllegalStateException(Quoted.of(topics.toString()) + " is allowed already");
            }
            return this;
        }

        /**
         * Makes the linter.
         *
         * @return a linter with these settings as they are now
         */
        public TopicLinter build() {
            return new TopicLinter(this);
        }
    }
}
