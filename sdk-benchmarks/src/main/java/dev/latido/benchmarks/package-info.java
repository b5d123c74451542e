/** Comparisons with the bare MQTT client. */
@NullMarked
package dev.latido.benchmarks;

import org.jspecify.annotations.NullMarked;
