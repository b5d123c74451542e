/** Benchmarks, most of them comparisons with the bare MQTT client. Each program documents its arguments. */
@NullMarked
package dev.latido.benchmarks;

import org.jspecify.annotations.NullMarked;
