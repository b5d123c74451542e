/**
 * The linter for a whole fleet: topics and filters checked against the six naming rules and against each other. Entry:
 * {@link TopicLinter}; {@link LintCheck} lists the checks. All types are immutable and thread-safe, except the builder.
 */
@NullMarked
package dev.latido.topics.lint;

import org.jspecify.annotations.NullMarked;
