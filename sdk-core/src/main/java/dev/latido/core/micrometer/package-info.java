/** Metrics of a publisher and its connection for Micrometer, an optional dependency. */
@NullMarked
package dev.latido.core.micrometer;

import org.jspecify.annotations.NullMarked;
