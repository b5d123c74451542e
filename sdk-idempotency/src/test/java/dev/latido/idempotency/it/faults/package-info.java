/** The subscriber under faults, beside what is written by hand. */
@NullMarked
package dev.latido.idempotency.it.faults;

import org.jspecify.annotations.NullMarked;
