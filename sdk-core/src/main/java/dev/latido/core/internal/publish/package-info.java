/**
 * The path of a message from {@code publish()} to its one outcome. {@link OutboxPublisher} has it composed and appended
 * to the outbox. {@link SendingRounds} takes it from there, and {@link SessionSender} sends it within the window of a
 * session. It is then acknowledged, rejected, expired or dropped ({@link PendingPublications}). A lost PUBACK is
 * noticed by {@link SessionSender#checkOverdue}; the next round of {@link SendingRounds} rewinds the outbox. Entry:
 * {@link PublisherBuilder}.
 *
 * <p>Rounds run one at a time on the shared scheduler ({@code CoalescedTask}); classes confined to a round say so.
 * Outcomes come on any thread. Listeners are notified without a lock.
 */
@NullMarked
package dev.latido.core.internal.publish;

import org.jspecify.annotations.NullMarked;
