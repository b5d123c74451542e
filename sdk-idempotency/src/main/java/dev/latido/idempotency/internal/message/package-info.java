/**
 * From a message as it arrives to one that can be handled: its id, its value, its key in the seen-store. Entry: {@link
 * MessageReader}.
 *
 * <p>Runs on the threads of the handlers; nothing here is shared but what says so.
 */
@NullMarked
package dev.latido.idempotency.internal.message;

import org.jspecify.annotations.NullMarked;
