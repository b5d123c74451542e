/**
 * From {@code publish()} to the one outcome of a message: composed, taken by the outbox, sent within the window, acknowledged,
 * rejected, expired or dropped. A lost PUBACK is found by {@link SessionSender}. Entries: {@link PublisherBuilder}, {@link
 * OutboxPublisher}.
 *
 * <p>Messages are sent in rounds, one at a time, on the shared scheduler ({@code CoalescedTask}); outcomes come on any thread.
 */
@NullMarked
package dev.latido.core.internal.publish;

import org.jspecify.annotations.NullMarked;
