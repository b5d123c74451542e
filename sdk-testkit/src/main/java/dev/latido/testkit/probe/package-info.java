/** An observer of what crosses a broker, with assertions about it. */
@NullMarked
package dev.latido.testkit.probe;

import org.jspecify.annotations.NullMarked;
