/**
 * The connection as Latido's other modules see it, beyond its API: they subscribe consumers, acknowledge messages and
 * close before the connection does. Entry: {@link ConnectionLink}.
 *
 * <p>Interfaces and values only, without threads; each type states where its methods are called. {@code
 * sdk-idempotency} reaches into this room and into {@code threads}, and into no other.
 */
@NullMarked
package dev.latido.core.internal.link;

import org.jspecify.annotations.NullMarked;
