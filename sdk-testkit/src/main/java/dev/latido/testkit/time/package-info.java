/** Time that stands until a test lets it pass: a clock and a scheduler. */
@NullMarked
package dev.latido.testkit.time;

import org.jspecify.annotations.NullMarked;
