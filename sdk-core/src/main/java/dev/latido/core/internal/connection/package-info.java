/**
 * A connection that reconnects: its state and sessions ({@link SessionKeeper}), the next attempt ({@link
 * AttemptHistory}, {@link AttemptPlan}), subscriptions that are restored after every CONNACK ({@link Subscriptions}),
 * the graceful end ({@link OrderlyClose}). Entries: {@link ConnectionBuilder}, {@link ResilientConnection}.
 *
 * <p>Attempts run on the shared threads of the SDK. The state changes under the lock of {@link SessionKeeper};
 * suppliers, listeners and consumers are called without it, listeners one at a time.
 */
@NullMarked
package dev.latido.core.internal.connection;

import org.jspecify.annotations.NullMarked;
