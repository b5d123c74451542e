/**
 * Not API: the ground of the subscriber's rooms. Its settings ({@link SubscriberSettings}), its time ({@link Timing}),
 * its counters and listeners, and what describes failures and checks options.
 *
 * <p>Everything here is immutable or thread-safe. Nothing here knows a room above it.
 */
@NullMarked
package dev.latido.idempotency.internal;

import org.jspecify.annotations.NullMarked;
