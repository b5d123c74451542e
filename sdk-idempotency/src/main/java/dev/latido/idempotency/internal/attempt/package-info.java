/**
 * One attempt at a message: claim or mark, handle, commit, and the verdict on a failure. Entry: {@link Processing}.
 *
 * <p>Runs on the threads of the handlers. Other threads use only {@link Attempt}, to watch and stop it. No user code
 * runs under its lock.
 */
@NullMarked
package dev.latido.idempotency.internal.attempt;

import org.jspecify.annotations.NullMarked;
