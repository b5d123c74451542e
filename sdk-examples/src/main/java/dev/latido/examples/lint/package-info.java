/** The linter as a command: over a file, or over what a broker carries. */
@NullMarked
package dev.latido.examples.lint;

import org.jspecify.annotations.NullMarked;
