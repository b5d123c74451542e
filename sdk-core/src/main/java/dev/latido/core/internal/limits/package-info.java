/**
 * The limits that a broker states in its CONNACK, and packets that exceed them. Entry: {@link GrantCheck}.
 *
 * <p>Values and static functions only, without threads.
 */
@NullMarked
package dev.latido.core.internal.limits;

import org.jspecify.annotations.NullMarked;
