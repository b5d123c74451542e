/** The seen-store in Redis. Needs the optional dependency {@code io.lettuce:lettuce-core}. */
@NullMarked
package dev.latido.idempotency.redis;

import org.jspecify.annotations.NullMarked;
