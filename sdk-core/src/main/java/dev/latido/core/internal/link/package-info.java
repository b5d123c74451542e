/**
 * What Latido's other modules see of a connection beyond its API: consumers subscribe, messages come and are acknowledged,
 * something closes before the connection does. Entry: {@link ConnectionLink}.
 *
 * <p>Interfaces and values only; nothing here has a thread. {@code sdk-idempotency} reaches into this room and into {@code
 * threads}, and into no other.
 */
@NullMarked
package dev.latido.core.internal.link;

import org.jspecify.annotations.NullMarked;
