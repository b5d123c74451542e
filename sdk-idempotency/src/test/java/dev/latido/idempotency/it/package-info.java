/** The subscriber on real brokers, stores and networks that break. */
@NullMarked
package dev.latido.idempotency.it;

import org.jspecify.annotations.NullMarked;
