/** Not API: how the subscriber and the stores work. */
@NullMarked
package dev.latido.idempotency.internal;

import org.jspecify.annotations.NullMarked;
