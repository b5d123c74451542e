/** The linter as a command, for the topics in a file or on a broker. Entry: {@link LintCommand}. */
@NullMarked
package dev.latido.examples.lint;

import org.jspecify.annotations.NullMarked;
