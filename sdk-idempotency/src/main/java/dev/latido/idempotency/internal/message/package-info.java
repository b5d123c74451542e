/**
 * Turns a message as it arrives into one that can be handled: its value, its id, its key in the seen-store. Entry: {@link
 * MessageReader}.
 *
 * <p>Runs on the threads of the handlers; with a key function, on the thread of the connection. Codecs and sources of
 * ids are called here, without a lock.
 */
@NullMarked
package dev.latido.idempotency.internal.message;

import org.jspecify.annotations.NullMarked;
