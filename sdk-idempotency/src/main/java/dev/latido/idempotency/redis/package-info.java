/**
 * The seen-store in Redis: one script for each operation, over one connection. Needs the optional dependency {@code
 * io.lettuce:lettuce-core}. Entry: {@link RedisSeenStore}, the only public class.
 *
 * <p>Every call blocks its caller until Redis answers, 10 s at most. Lettuce's threads send and receive.
 */
@NullMarked
package dev.latido.idempotency.redis;

import org.jspecify.annotations.NullMarked;
