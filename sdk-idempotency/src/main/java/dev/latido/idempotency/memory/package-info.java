/**
 * A seen-store in the memory of one process: windows of bits for numbered ids, hashes for all others. Entry: {@link
 * MemorySeenStore}, the only public class.
 *
 * <p>Every call runs on the thread of its caller and does not block.
 */
@NullMarked
package dev.latido.idempotency.memory;

import org.jspecify.annotations.NullMarked;
