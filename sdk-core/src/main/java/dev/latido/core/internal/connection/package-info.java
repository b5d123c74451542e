/**
 * A connection that comes back: when and where to connect next ({@link AttemptPlan}), subscriptions that are made again
 * after every CONNACK ({@link Subscriptions}), the orderly end ({@link OrderlyClose}). Entries: {@link ConnectionBuilder},
 * {@link ResilientConnection}.
 *
 * <p>Attempts run on the shared scheduler; state changes are under the lock of the connection; listeners are notified in turn,
 * outside of it.
 */
@NullMarked
package dev.latido.core.internal.connection;

import org.jspecify.annotations.NullMarked;
