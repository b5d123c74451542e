/**
 * An idempotent MQTT subscriber over a pluggable seen-store: exactly-once effect although QoS 1 delivers at least once.
 * Entry: {@link dev.latido.idempotency.IdempotentSubscriber}. Dead letters: {@link
 * dev.latido.idempotency.DeadLetterBox}.
 */
@NullMarked
package dev.latido.idempotency;

import org.jspecify.annotations.NullMarked;
