/**
 * Messages on their way through the handlers: queues of one key each ({@link KeyQueues}), slots that limit how many handlers
 * run ({@link HandlerSlots}), batches, and handlers that do not return ({@link StuckHandlerWatch}). Entry: {@link
 * MessagePipeline}.
 *
 * <p>Messages come on the connection's thread and are worked on by the threads of the handlers, one at a time for each key.
 */
@NullMarked
package dev.latido.idempotency.internal.work;

import org.jspecify.annotations.NullMarked;
