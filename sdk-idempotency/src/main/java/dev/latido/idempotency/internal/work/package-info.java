/**
 * The way of messages through the handlers: queues of one key each ({@link KeyQueues}), slots that limit how many
 * handlers run ({@link HandlerSlots}), batches, dead letters, and handlers that do not return ({@link
 * StuckHandlerWatch}). Entry: {@link MessagePipeline}. A turn is the time in which a thread works on the messages of a
 * queue or of a batch ({@link KeyQueueTurn}).
 *
 * <p>The connection's thread adds messages; the threads of the handlers take them, one at a time for each key. Timers
 * give messages that wait another turn. Locks: {@link Batches} before {@link KeyQueue}; {@link HandlerSlots} and {@link
 * MessageInWork} alone. No user code runs under them.
 */
@NullMarked
package dev.latido.idempotency.internal.work;

import org.jspecify.annotations.NullMarked;
