/** The parts that the example commands share: the launcher for Maven, converters of options, and a wait with a limit. */
@NullMarked
package dev.latido.examples;

import org.jspecify.annotations.NullMarked;
