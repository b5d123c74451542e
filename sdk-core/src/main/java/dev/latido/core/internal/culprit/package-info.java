/**
 * Finds what the broker ends the connection at: a message, a subscription, the presence message, the Last Will. Begin
 * with {@link dev.latido.core.internal.culprit.CulpritSearch}, which compares sessions with a request and sessions
 * without it.
 *
 * <p>Called on the SDK's threads, with the locks of senders held; it calls them back without a lock.
 */
@NullMarked
package dev.latido.core.internal.culprit;

import org.jspecify.annotations.NullMarked;
