package dev.latido.core.internal.publish;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.time.Instant;

/**
 * A message that has no place in the outbox yet. Immutable; the payload array is not copied.
 *
 * @param id the message id, the same however often the message is sent
 * @param topic the topic to publish on
 * @param payload the encoded value
 * @param options the delivery options, including those that the codec adds
 * @param createdAt the time of the call of {@code publish}, to the millisecond
 */
record Draft(String id, Topic topic, byte[] payload, DeliveryOptions options, Instant createdAt) {

    /** Returns the message with its place in the outbox. */
    OutboxMessage numbered(long sequence) {
        return new OutboxMessage(sequence, id, topic, payload, options, createdAt);
    }
}
