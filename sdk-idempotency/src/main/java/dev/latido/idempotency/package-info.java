/** Idempotent MQTT subscriber over a pluggable seen-store. */
@NullMarked
package dev.latido.idempotency;

import org.jspecify.annotations.NullMarked;
