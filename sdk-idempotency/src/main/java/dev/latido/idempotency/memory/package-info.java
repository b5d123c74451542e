/**
 * A seen-store in the memory of one process: windows of bits for numbered ids, hashes for all others. Entry: {@link
 * MemorySeenStore}, the only class of the API. {@code MemoryStore} sends an id to its producer's {@code SequenceWindow}
 * or to the {@code ExactIds}.
 *
 * <p>Every call runs on the thread of its caller. Locks are held for a few steps in memory: first that of the windows,
 * then that of one window, then that of one part of the exact ids.
 */
@NullMarked
package dev.latido.idempotency.memory;

import org.jspecify.annotations.NullMarked;
