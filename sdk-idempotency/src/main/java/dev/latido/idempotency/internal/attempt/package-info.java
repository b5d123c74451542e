/**
 * One attempt at a message: claim or mark, handle, commit, and the verdict on what failed. Entry: {@link Processing}.
 *
 * <p>Runs on the threads of the handlers; only {@link Attempt} is looked at from others.
 */
@NullMarked
package dev.latido.idempotency.internal.attempt;

import org.jspecify.annotations.NullMarked;
